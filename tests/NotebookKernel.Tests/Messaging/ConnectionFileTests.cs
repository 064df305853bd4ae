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

    [Theory]
    [InlineData("127.0.0.1", "tcp://127.0.0.1:1")]
    [InlineData("127.0.0.2", "tcp://127.0.0.2:1")]
    [InlineData("localhost", "tcp://127.0.0.1:1")]
    public void An_address_of_the_loopback_interface_is_bound(string ip, string endpoint)
    {
        Write("tcp", ip);

        Assert.Equal(endpoint, ConnectionFile.Read(path).Endpoint(1));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("*")]
    [InlineData("192.168.1.20")]
    [InlineData("::")]
    [InlineData("example.org")]
    [InlineData("")]
    public void An_address_beyond_this_machine_is_refused_by_name(string ip)
    {
        Write("tcp", ip);

        var refused = Assert.Throws<InvalidDataException>(() => ConnectionFile.Read(path)).Message;

        Assert.Contains($"'{ip}'", refused, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_transport_than_TCP_is_refused()
    {
        Write("ipc", "/tmp/kernel");

        var refused = Assert.Throws<InvalidDataException>(() => ConnectionFile.Read(path)).Message;

        Assert.Contains("'ipc'", refused, StringComparison.Ordinal);
        Assert.Contains("use tcp", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_scheme_it_cannot_check_is_refused()
    {
        File.WriteAllText(path, """{"ip": "127.0.0.1", "key": "k", "transport": "tcp", "signature_scheme": "hmac-md5"}""");

        Assert.Contains("hmac-md5", Assert.Throws<InvalidDataException>(() => ConnectionFile.Read(path)).Message, StringComparison.Ordinal);
    }

    private void Write(string transport, string ip) =>
        File.WriteAllText(path, $$"""{"shell_port": 1, "ip": "{{ip}}", "key": "", "transport": "{{transport}}", "signature_scheme": "hmac-sha256"}""");
}
