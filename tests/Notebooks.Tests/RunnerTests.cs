using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Notebooks.Tests;

public sealed class RunnerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_cell_that_fails_is_named_with_notebook_and_error_and_the_rest_still_runs()
    {
        Write("01-breaks", "1 + 1", "throw new System.InvalidOperationException(\"no such luck\");", "\"never reached\"");
        Write("02-holds", "\"reached\"");

        var run = await RunAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("01-breaks, code cell 2 of 3", run.Errors);
        Assert.Contains("no such luck", run.Errors);
        Assert.Contains("02-holds  done", run.Output);
        Assert.Contains("class=\"failed\"", File.ReadAllText(folder.Combine("out", "html", "01-breaks.html")));
        Assert.Contains("reached", File.ReadAllText(folder.Combine("out", "html", "02-holds.html")));
        Assert.DoesNotContain("never reached", JsonNode.Parse(File.ReadAllText(folder.Combine("out", "notebooks", "01-breaks.ipynb")))!["cells"]!.AsArray()[2]!["outputs"]!.ToJsonString());
    }

    [Fact]
    public async Task A_cell_that_takes_too_long_is_named_with_the_time_it_was_given()
    {
        Write("01-sleeps", "System.Threading.Thread.Sleep(600_000);");

        var run = await RunAsync("--timeout", "3");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("01-sleeps, code cell 1 of 1", run.Errors);
        Assert.Contains("still running after 3 s", run.Errors);
    }

    [Fact]
    public async Task An_unknown_notebook_is_refused_with_the_names_there_are()
    {
        Write("01-here", "1");

        var run = await RunAsync("07-nowhere");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("07-nowhere", run.Errors);
        Assert.Contains("01-here", run.Errors);
    }

    [Fact]
    public async Task A_missing_kernel_is_a_message_with_a_remedy()
    {
        Write("01-here", "1", kernel: "no-such-kernel");

        var run = await RunAsync();

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("no-such-kernel", run.Errors);
        Assert.Contains("./workbook setup", run.Errors);
        Assert.DoesNotContain("Traceback", run.Errors);
    }

    [Fact]
    public async Task An_interrupt_ends_the_run_and_leaves_no_kernel_behind()
    {
        var ids = folder.Combine("ids.txt");
        Write("01-sleeps", $"System.IO.File.WriteAllText(@\"{ids}\", System.Environment.ProcessId.ToString()); System.Threading.Thread.Sleep(600_000);");
        using var process = PythonTool.Start("run_notebooks.py", Arguments([]));
        var run = PythonTool.EndOf(process);
        while (!File.Exists(ids) && !process.HasExited)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.True(File.Exists(ids), process.HasExited ? (await run).Errors : "");
        await Task.Delay(200, TestContext.Current.CancellationToken);

        using var interrupt = Process.Start("kill", ["-INT", process.Id.ToString()]);
        var ended = await run;

        Assert.Equal(130, ended.ExitCode);
        Assert.Contains("Interrupted", ended.Errors);
        Assert.DoesNotContain("Traceback", ended.Errors);
        var kernel = int.Parse(File.ReadAllText(ids));
        for (var wait = 0; wait < 100 && Directory.Exists($"/proc/{kernel}"); wait++)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(Directory.Exists($"/proc/{kernel}"), "the process that ran the cell still lives");
    }

    private Task<PythonTool> RunAsync(params string[] arguments) => PythonTool.RunAsync("run_notebooks.py", Arguments(arguments));

    private string[] Arguments(string[] arguments) =>
        [.. arguments, "--notebooks", folder.Combine("notebooks"), "--out", folder.Combine("out")];

    private void Write(string name, params string[] cells) => NotebookFile.Write(folder.Combine("notebooks"), name, cells);

    private void Write(string name, string cell, string kernel) => NotebookFile.Write(folder.Combine("notebooks"), name, [cell], kernel);
}
