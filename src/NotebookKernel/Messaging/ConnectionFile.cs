using System.Text.Json;

namespace NotebookKernel.Messaging;

/// <summary>Where a Jupyter client wants the kernel to listen, and the key it signs with.</summary>
internal sealed record ConnectionFile(
    string Transport, string Ip, int ShellPort, int ControlPort, int StdinPort, int IopubPort, int HbPort, string Key, string SignatureScheme)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static ConnectionFile Read(string path)
    {
        var file = JsonSerializer.Deserialize<ConnectionFile>(File.ReadAllText(path), Options)
            ?? throw new InvalidDataException($"{path} is empty.");
        if (file.Key is { Length: > 0 } && file.SignatureScheme is not "hmac-sha256")
            throw new InvalidDataException($"{path}: signature scheme '{file.SignatureScheme}' is not supported; use hmac-sha256.");
        return file;
    }

    /// <summary>The one address to bind: never more than the connection file names.</summary>
    public string Endpoint(int port) => Transport == "ipc" ? $"ipc://{Ip}-{port}" : $"{Transport}://{Ip}:{port}";
}
