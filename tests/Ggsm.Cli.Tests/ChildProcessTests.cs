using System.Diagnostics;

namespace Ggsm.Cli.Tests;

public sealed class ChildProcessTests
{
    [Fact]
    public async Task Lines_of_both_streams_and_the_exit_code_are_handed_on()
    {
        var lines = new List<string>();

        var exitCode = await ChildProcess.RunAsync("sh", ["-c", "echo out; echo err >&2; exit 7"], lines.Add, TestContext.Current.CancellationToken);

        Assert.Equal(7, exitCode);
        Assert.Equal(["err", "out"], lines.Order());
    }

    [Fact]
    public async Task An_interrupted_child_is_asked_to_stop_and_may_clean_up()
    {
        using var interruption = new CancellationTokenSource();
        var lines = new List<string>();
        void OnLine(string line)
        {
            lines.Add(line);
            if (line == "ready")
                interruption.Cancel();
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ChildProcess.RunAsync(
            "bash", ["-c", "trap 'echo cleaned; exit 130' INT; echo ready; while :; do sleep 0.05; done"], OnLine, interruption.Token));

        Assert.Equal(["ready", "cleaned"], lines);
    }
}
