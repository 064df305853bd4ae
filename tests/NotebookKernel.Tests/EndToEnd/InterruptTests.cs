using NotebookKernel.Messaging;

namespace NotebookKernel.Tests.EndToEnd;

[Collection(nameof(SharedKernel))]
public sealed class InterruptTests(KernelClient client)
{
    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("while (true) Console.Write(\"x\");")]
    [InlineData("while (true) display(DateTime.Now);")]
    [InlineData("var clock = display(DateTime.Now); while (true) clock.Update(DateTime.Now);")]
    [InlineData("System.Threading.Thread.Sleep(System.Threading.Timeout.Infinite);")]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("await Task.Delay(1); while (true) { }")]
    [InlineData("while (true) await Task.Delay(1);")]
    [InlineData("Task.Delay(-1).Wait();")]
    [InlineData("while (true) try { System.Threading.Thread.Sleep(1); } catch (Exception) { }")]
    [InlineData("while (true) try { display(DateTime.Now); } catch (Exception) { }")]
    [InlineData("while (true) try { throw new Exception(); } catch (Exception) { }")]
    [InlineData("for (var i = 0L; ; i++) i.ToString();")]
    [InlineData("foreach (var i in Enumerable.Repeat(1, int.MaxValue))\n{\n    new System.Text.Json.Nodes.JsonArray(i).ToJsonString();\n}")]
    [InlineData("do await Task.Run(() => { while (true) \"x\".ToUpperInvariant(); }); while (true);")]
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
    public void What_an_earlier_cell_has_left_running_goes_on_when_another_is_interrupted()
    {
        client.Run("""
            var rounds = 0L;
            var last = false;
            var left = Task.Run(() =>
            {
                while (!last)
                    System.Threading.Interlocked.Increment(ref rounds);
            });
            """);

        client.Run("Console.WriteLine(\"started\"); while (true) { }", InterruptOnce());

        Assert.Equal("RanToCompletion", client.Run("var seen = rounds; while (rounds == seen) { } last = true; left.Wait(); left.Status").Result);
    }

    [Fact]
    public void A_training_loop_stops_between_two_native_calls_and_the_variables_stay()
    {
        var torch = Path.GetFullPath("../../Ggsm.Notebooks/release/TorchSharp.dll", AppContext.BaseDirectory);
        var set = client.Run($$"""
            #r "{{torch}}"
            using TorchSharp;
            var linear = torch.nn.Linear(256, 256);
            var optimizer = torch.optim.SGD(linear.parameters(), 0.001);
            var steps = 0;
            """);
        Assert.True(set.Status == "ok", set.ErrorMessage);

        var run = client.Run("""
            while (true)
            {
                using var scope = torch.NewDisposeScope();
                optimizer.zero_grad();
                linear.forward(torch.randn(128, 256)).pow(2).mean().backward();
                optimizer.step();
                if (++steps == 3)
                    Console.WriteLine("started");
            }
            """, InterruptOnce());

        Assert.Equal("Interrupted", run.ErrorName);
        Assert.DoesNotContain("variables are gone", run.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("True", client.Run("steps >= 3 && linear.forward(torch.zeros(1, 256)).shape[1] == 256").Result);
    }

    [Fact]
    public void Code_that_sees_the_interrupt_ends_by_itself_and_what_it_shows_and_computes_then_is_kept()
    {
        client.Run("var computed = 0;");

        var run = client.Run("""
            var shown = display("running");
            Console.WriteLine("started");
            Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken.WaitHandle.WaitOne();
            shown.Update("wound down");
            computed = 5;
            """, InterruptOnce());

        Assert.Equal("Interrupted", run.ErrorName);
        Assert.Equal("wound down", (string?)Assert.Single(run.Of("update_display_data"))["data"]!["text/plain"]);
        Assert.Equal("5", client.Run("computed").Result);
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
