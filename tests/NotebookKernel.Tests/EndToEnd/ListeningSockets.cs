using System.Globalization;
using System.Net;

namespace NotebookKernel.Tests.EndToEnd;

/// <summary>The TCP sockets on which a process listens, as Linux tells them in <c>/proc</c>.</summary>
internal static class ListeningSockets
{
    private const string Listening = "0A";

    public static IReadOnlyList<IPEndPoint> Of(int process)
    {
        var own = Directory.GetFiles($"/proc/{process}/fd").Select(file => new FileInfo(file).LinkTarget ?? "").ToHashSet();
        return
        [
            .. from table in new[] { "tcp", "tcp6" }
               from line in File.ReadLines($"/proc/{process}/net/{table}").Skip(1)
               let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
               where fields[3] == Listening && own.Contains($"socket:[{fields[9]}]")
               select Address(fields[1]),
        ];
    }

    /// <summary>An address is written in words of four bytes, each in the machine's order, and a port in hexadecimal.</summary>
    private static IPEndPoint Address(string field)
    {
        var (address, port) = (field.Split(':')[0], field.Split(':')[1]);
        var bytes = Convert.FromHexString(address).Chunk(4).SelectMany(word => BitConverter.IsLittleEndian ? word.Reverse() : word).ToArray();
        return new IPEndPoint(new IPAddress(bytes), int.Parse(port, NumberStyles.HexNumber));
    }
}
