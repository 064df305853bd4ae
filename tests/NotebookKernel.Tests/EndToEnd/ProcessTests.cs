using System.Diagnostics;
using System.Text.Json.Nodes;
using NotebookKernel.Messaging;

namespace NotebookKernel.Tests.EndToEnd;

public sealed class ProcessTests
{
    [Fact]
    public void A_killed_kernel_leaves_no_process_behind_even_in_the_middle_of_a_cell()
    {
        using var client = new KernelClient();
        var pid = client.Run("var sleeper = System.Diagnostics.Process.Start(\"sleep\", \"1000\"); sleeper.Id").Result!;
        var evaluator = Assert.Single(client.Children);
        client.SendRequest(JupyterChannel.Shell, "execute_request", new JsonObject { ["code"] = "while (true) { }" });

        client.Kernel.Kill();
        client.Kernel.WaitForExit();

        Assert.True(Gone(evaluator), "The evaluator is still there.");
        Assert.True(Gone(int.Parse(pid)), "What the cell has started is still there.");
    }

    [Fact]
    public void A_shutdown_request_is_answered_and_ends_kernel_and_evaluator()
    {
        using var client = new KernelClient();
        var evaluator = Assert.Single(client.Children);

        var reply = client.Ask(JupyterChannel.Control, "shutdown_request", new JsonObject { ["restart"] = true });

        Assert.True((bool?)reply["restart"]);
        client.Kernel.WaitForExit();
        Assert.Equal(0, client.Kernel.ExitCode);
        Assert.True(Gone(evaluator), "The evaluator is still there.");
    }

    [Fact]
    public void The_evaluator_is_in_a_session_of_its_own()
    {
        using var client = new KernelClient();

        Assert.NotEqual(SessionOf(client.Kernel.Id), SessionOf(client.Children.Single()));
    }

    [Fact]
    public void Two_kernels_side_by_side_do_not_see_each_other()
    {
        using var first = new KernelClient();
        using var second = new KernelClient();

        first.Run("var mine = 1;");

        Assert.Equal("1", first.Run("mine").Result);
        Assert.Contains("CS0103", second.Run("mine").ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_with_a_bad_signature_is_dropped()
    {
        using var client = new KernelClient();

        client.SendRequest(JupyterChannel.Shell, "execute_request", new JsonObject { ["code"] = "var forged = 1;" }, new MessageSigner("wrong key"));

        Assert.Contains("CS0103", client.Run("forged").ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void After_an_error_the_cells_that_were_already_sent_are_not_run()
    {
        using var client = new KernelClient();
        client.Run("1");
        var failing = client.SendRequest(JupyterChannel.Shell, "execute_request", Execute("System.Threading.Thread.Sleep(500); throw new Exception();"));
        var following = client.SendRequest(JupyterChannel.Shell, "execute_request", Execute("var reached = 1;"));

        Assert.Equal("error", client.Await(failing).Status);
        Assert.Equal("aborted", client.Await(following).Status);
        Assert.Contains("CS0103", client.Run("reached").ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void With_stop_on_error_off_the_cells_after_an_error_run()
    {
        using var client = new KernelClient();
        client.Run("1");
        var failing = client.SendRequest(JupyterChannel.Shell, "execute_request", Execute("throw new Exception();", stopOnError: false));
        var following = client.SendRequest(JupyterChannel.Shell, "execute_request", Execute("2 + 3"));

        Assert.Equal("error", client.Await(failing).Status);
        Assert.Equal("5", client.Await(following).Result);
    }

    [Fact]
    public void A_connection_file_that_cannot_be_read_is_named_with_exit_code_2()
    {
        var (exitCode, said) = Start("/no/such/file.json");

        Assert.Equal(2, exitCode);
        Assert.Contains("/no/such/file.json", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_of_a_running_notebook_listens_beyond_the_loopback_address()
    {
        using var client = new KernelClient();
        client.Run("using System.Threading; 1 + 1");

        var kernel = ListeningSockets.Of(client.Kernel.Id);

        Assert.All(kernel, address => Assert.Equal("127.0.0.1", address.Address.ToString()));
        Assert.Superset(client.Ports.ToHashSet(), kernel.Select(address => address.Port).ToHashSet());
        Assert.Empty(ListeningSockets.Of(client.Children.Single()));
    }

    [Theory]
    [InlineData("tcp", "0.0.0.0", "'0.0.0.0' is not a loopback address")]
    [InlineData("ipc", "kernel", "transport 'ipc' is not supported")]
    public void A_connection_file_that_asks_for_more_than_loopback_is_refused_with_exit_code_2(string transport, string ip, string why)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, $$"""{"transport": "{{transport}}", "ip": "{{ip}}", "shell_port": 0, "key": "", "signature_scheme": "hmac-sha256"}""");
        try
        {
            var (exitCode, said) = Start(file);

            Assert.Equal(2, exitCode);
            Assert.Contains(file, said, StringComparison.Ordinal);
            Assert.Contains(why, said, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_port_that_is_taken_is_named_with_exit_code_2()
    {
        using var client = new KernelClient();

        var (exitCode, said) = Start(Path.Combine(client.Folder, "connection.json"));

        Assert.Equal(2, exitCode);
        Assert.Contains($"127.0.0.1:{client.Ports[0]}", said, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Said) Start(string connectionFile)
    {
        using var kernel = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "NotebookKernel"), connectionFile) { RedirectStandardError = true })!;
        var said = kernel.StandardError.ReadToEnd();
        kernel.WaitForExit();
        return (kernel.ExitCode, said);
    }

    private static JsonObject Execute(string code, bool stopOnError = true) =>
        new() { ["code"] = code, ["silent"] = false, ["store_history"] = true, ["stop_on_error"] = stopOnError };

    private static bool Gone(int process) => SpinWait.SpinUntil(() => ProcessStatus.Of(process) is null or { Ended: true }, TimeSpan.FromSeconds(30));

    private static string? SessionOf(int process) => ProcessStatus.Of(process)?.Session;
}
