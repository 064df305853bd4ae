using NotebookKernel.Messaging;

namespace NotebookKernel.Tests.Messaging;

public sealed class ConnectionFileTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Every_socket_binds_to_the_address_of_the_file_and_no_other()
    {
        File.WriteAllText(path, """
            {"shell_port": 5001, "iopub_port": 5002, "stdin_port": 5003, "control_port": 5004, "hb_port": 5005,
             "ip": "127.0.0.1", "key": "k", "transport": "tcp", "signature_scheme": "hmac-sha256", "kernel_name": ""}
            """);

        var connection = ConnectionFile.Read(path);

        Assert.Equal("tcp://127.0.0.1:5001", connection.Endpoint(connection.ShellPort));
        Assert.Equal((5002, 5003, 5004, 5005), (connection.IopubPort, connection.StdinPort, connection.ControlPort, connection.HbPort));
        Assert.Equal("k", connection.Key);
    }

    [Fact]
    public void Over_ipc_the_port_is_part_of_the_file_name()
    {
        File.WriteAllText(path, """{"shell_port": 1, "ip": "/tmp/kernel", "key": "", "transport": "ipc", "signature_scheme": "hmac-sha256"}""");

        Assert.Equal("ipc:///tmp/kernel-1", ConnectionFile.Read(path).Endpoint(1));
    }

    [Fact]
    public void A_signature_scheme_it_cannot_check_is_refused()
    {
        File.WriteAllText(path, """{"ip": "127.0.0.1", "key": "k", "transport": "tcp", "signature_scheme": "hmac-md5"}""");

        Assert.Contains("hmac-md5", Assert.Throws<InvalidDataException>(() => ConnectionFile.Read(path)).Message, StringComparison.Ordinal);
    }
}
