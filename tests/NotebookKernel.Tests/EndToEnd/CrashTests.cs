namespace NotebookKernel.Tests.EndToEnd;

[Collection(nameof(SharedKernel))]
public sealed class CrashTests(KernelClient client)
{
    [Fact]
    public void A_crash_is_told_with_its_reason_and_the_next_cell_runs()
    {
        var run = client.Run("Console.WriteLine(\"last words\"); Environment.FailFast(\"why it crashed\");");

        Assert.Equal("error", run.Status);
        Assert.Equal("EvaluatorEnded", run.ErrorName);
        Assert.Contains("signal 6 (abort)", run.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("variables are gone", run.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("last words", run.Output, StringComparison.Ordinal);
        Assert.Contains("why it crashed", run.Errors, StringComparison.Ordinal);
        Assert.Equal("2", client.Run("1 + 1").Result);
    }

    [Fact]
    public void A_cell_that_exits_its_process_is_told_its_exit_code()
    {
        Assert.Contains("exit code 3", client.Run("Environment.Exit(3);").ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("2", client.Run("1 + 1").Result);
    }

    [Fact]
    public void A_crash_between_two_cells_is_told_with_the_next_one()
    {
        var evaluator = client.Children.Single();
        client.Run("_ = Task.Run(() => { while (!System.IO.File.Exists(\"exit now\")) System.Threading.Thread.Sleep(5); Environment.Exit(4); });");
        File.WriteAllText(Path.Combine(client.Folder, "exit now"), "");
        Assert.True(SpinWait.SpinUntil(() => !client.Children.Contains(evaluator), TimeSpan.FromSeconds(30)));

        var run = client.Run("1 + 1");

        Assert.Equal("2", run.Result);
        Assert.Contains("exit code 4 between two cells", run.Errors, StringComparison.Ordinal);
    }
}
