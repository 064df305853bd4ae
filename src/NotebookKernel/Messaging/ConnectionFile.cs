using System.Net;
using System.Text.Json;

namespace NotebookKernel.Messaging;

/// <summary>Where a Jupyter client wants the kernel to listen, and the key it signs with.</summary>
internal sealed record ConnectionFile(
    string Transport, string Ip, int ShellPort, int ControlPort, int StdinPort, int IopubPort, int HbPort, string Key, string SignatureScheme)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <exception cref="InvalidDataException">It asks for what this kernel does not do: another transport than TCP, an address beyond this machine, an unknown signature.</exception>
    public static ConnectionFile Read(string path)
    {
        var file = JsonSerializer.Deserialize<ConnectionFile>(File.ReadAllText(path), Options)
            ?? throw new InvalidDataException("it is empty.");
        if (file.Transport is not "tcp")
            throw new InvalidDataException($"transport '{file.Transport}' is not supported; use tcp.");
        if (file.LoopbackAddress is null)
            throw new InvalidDataException($"ip '{file.Ip}' is not a loopback address of this machine; this kernel runs any code it is sent and listens on 127.0.0.1 only.");
        if (file.Key is { Length: > 0 } && file.SignatureScheme is not "hmac-sha256")
            throw new InvalidDataException($"signature scheme '{file.SignatureScheme}' is not supported; use hmac-sha256.");
        return file;
    }

    /// <summary>The one address to bind.</summary>
    public string Endpoint(int port) => $"tcp://{LoopbackAddress}:{port}";

    private IPAddress? LoopbackAddress =>
        Ip is "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(Ip, out var address) && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && IPAddress.IsLoopback(address) ? address
        : null;
}
