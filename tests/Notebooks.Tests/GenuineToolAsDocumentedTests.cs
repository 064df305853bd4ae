using System.Text.Json.Nodes;
using Ggsm.Runs;
using Ggsm.Training;

namespace Notebooks.Tests;

/// <summary>What docs/notebooks.md says of the tool, started as it says. Where no registry serves it, the tests say so by their names.</summary>
public sealed class GenuineToolAsDocumentedTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static Task<IEnumerable<TheoryDataRow<string?, string?>>> ListeningCases() => GenuineTool.CasesAsync(
        "nobody looked where it listens", ("listens", "Nothing listens beyond loopback in"));

    public static Task<IEnumerable<TheoryDataRow<string?, string?>>> LiveCases() => GenuineTool.CasesAsync(
        "nobody looked whether its displays are alive", ("lives", "What follows a training is replaced in place in"));

    [Theory]
    [MemberData(nameof(ListeningCases), DisableDiscoveryEnumeration = true)]
    public async Task Nothing_listens_beyond_loopback_in_the_genuine_tool_started_as_the_document_says(string? notebook, string? missing)
    {
        if (notebook is null)
        {
            output.WriteLine(missing!);
            return;
        }

        NotebookFile.Write(folder.Combine("notebooks"), notebook, [
            """
            using System.IO;
            var held = Directory.GetFiles("/proc/self/fd").Select(fd => new FileInfo(fd).LinkTarget).ToHashSet();
            var listening = new[] { "tcp", "tcp6" }.SelectMany(kind => File.ReadLines($"/proc/self/net/{kind}").Skip(1))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(line => line[3] == "0A" && held.Contains($"socket:[{line[9]}]"))
                .Select(line => line[1].Split(':')[0]).Distinct();
            Console.WriteLine($"listens on {string.Join(" and ", listening)}");
            """]);

        var outputs = await RunAsync(notebook);

        Assert.Contains("listens on 0100007F", outputs.Select(shown => Notebook.Joined(shown["text"]).Trim()));
    }

    [Theory]
    [MemberData(nameof(LiveCases), DisableDiscoveryEnumeration = true)]
    public async Task What_follows_a_training_is_replaced_in_place(string? notebook, string? missing)
    {
        if (notebook is null)
        {
            output.WriteLine(missing!);
            return;
        }

        NotebookFile.Write(folder.Combine("notebooks"), notebook, [NotebookFile.References,
            """
            using Ggsm.Training;
            using Ggsm.Runs;
            var live = new Ggsm.Notebooks.LivePretraining(TimeSpan.Zero);
            for (var i = 0; i < 3; i++)
            {
                var step = new StepRecord { Step = i, Loss = 3, Perplexity = 20.5, GradientNorm = 1, LearningRate = 0.001, TokensPerSecond = 1, BagOfWordsLoss = 4 };
                live.Report(new TrainingProgress(step, 3, TimeSpan.Zero));
            }
            """]);

        var shown = (await RunAsync(notebook)).Select(shown => Notebook.Joined(shown["data"]?["text/html"])).Where(html => html.Contains("retrain"));

        Assert.Contains("pretrained causally: 3 updates", Assert.Single(shown));
    }

    private async Task<IReadOnlyList<JsonNode>> RunAsync(string notebook)
    {
        var result = await GenuineTool.RunAsync(folder.Combine("jupyter"), "--notebooks", folder.Combine("notebooks"), "--out", folder.Path);
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        return Notebook.Read(folder.Combine("notebooks", $"{notebook}.ipynb")).Outputs;
    }
}
