using NotebookKernel.Messaging;

namespace NotebookKernel.Tests.EndToEnd;

[Collection(nameof(SharedKernel))]
public sealed class InterruptTests(KernelClient client)
{
    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("while (true) Console.Write(\"x\");")]
    [InlineData("System.Threading.Thread.Sleep(System.Threading.Timeout.Infinite);")]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("await Task.Delay(1); while (true) { }")]
    [InlineData("while (true) await Task.Delay(1);")]
    [InlineData("Task.Delay(-1).Wait();")]
    [InlineData("while (true) try { System.Threading.Thread.Sleep(1); } catch (Exception) { }")]
    [InlineData("Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken.WaitHandle.WaitOne(); throw new OperationCanceledException();")]
    public void A_running_cell_stops_and_the_variables_stay(string endless)
    {
        client.Run("var before = 17;");

        var run = client.Run("Console.WriteLine(\"started\");\n" + endless, InterruptOnce());

        Assert.Equal("error", run.Status);
        Assert.Equal("Interrupted", run.ErrorName);
        Assert.Equal("17", client.Run("before").Result);
    }

    [Fact]
    public void Waiting_for_input_stops_too()
    {
        var run = client.Run("Console.WriteLine(\"started\"); Console.In.ReadLine();", InterruptOnce(), new() { ["allow_stdin"] = true });

        Assert.Equal("Interrupted", run.ErrorName);
    }

    [Fact]
    public void Interrupting_when_nothing_runs_does_nothing()
    {
        var reply = client.Ask(JupyterChannel.Control, "interrupt_request");

        Assert.Equal("ok", (string?)reply["status"]);
        Assert.Equal("2", client.Run("1 + 1").Result);
    }

    [Fact]
    public void Native_code_that_does_not_return_is_ended_with_its_process_and_says_so()
    {
        // A lock taken twice never opens, and no signal wakes its waiter.
        var run = client.Run("""
            using System.Runtime.InteropServices;
            [DllImport("libc")] static extern int pthread_mutex_lock(byte[] mutex);
            var mutex = GC.AllocateArray<byte>(64, pinned: true);
            pthread_mutex_lock(mutex);
            Console.WriteLine("started");
            pthread_mutex_lock(mutex);
            """, InterruptOnce());

        Assert.Equal("Interrupted", run.ErrorName);
        Assert.Contains("native call", run.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("variables are gone", run.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("2", client.Run("1 + 1").Result);
    }

    private Action<string> InterruptOnce()
    {
        var asked = false;
        return _ =>
        {
            if (!asked)
                client.Interrupt();
            asked = true;
        };
    }
}
