using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary>The chapters in the kernel that Visual Studio Code's users have. Where no registry serves it, one test says so by its name.</summary>
[Collection(Chapters.Collection)]
public sealed class GenuineToolTests(NotebookRun run, ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static Task<IEnumerable<TheoryDataRow<string?, string?>>> ChapterCases() => GenuineTool.CasesAsync(
        "no chapter was run in it", ("01-data-synthesis", "Chapter 01-data-synthesis shows the same in"), ("04-mask-transition", "Chapter 04-mask-transition shows the same in"));

    [Theory]
    [MemberData(nameof(ChapterCases), DisableDiscoveryEnumeration = true)]
    public async Task A_chapter_shows_the_same_in_the_genuine_tool(string? chapter, string? missing)
    {
        if (chapter is null)
        {
            output.WriteLine(missing!);
            return;
        }

        foreach (var made in new[] { "runs", "plotly" })
            Directory.CreateSymbolicLink(folder.Combine(made), Path.Combine(run.Out, made));

        var result = await GenuineTool.RunAsync(folder.Combine("jupyter"), chapter, "--out", folder.Path);

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        var genuine = Notebook.Read(folder.Combine("notebooks", $"{chapter}.ipynb"));
        var ours = run.Executed(chapter);
        Assert.Contains("libtorch 2.10.0", genuine.CodeCells[0]["outputs"]!.ToJsonString());
        Assert.DoesNotContain(genuine.Outputs, shown => (string?)shown["name"] == "stderr");
        Assert.Equal(ours.Figures.Select(figure => figure.Title), genuine.Figures.Select(figure => figure.Title));
        Assert.All(ours.Figures.Zip(genuine.Figures), pair => Assert.True(JsonNode.DeepEquals(pair.First.Json, pair.Second.Json), $"\"{pair.First.Title}\" differs"));
        Assert.Equal(Shown(ours), Shown(genuine));
    }

    /// <summary>Everything but figures as text: printed lines, tables and checks. The tool shows a script of its own first.</summary>
    private static string Shown(Notebook notebook) => string.Concat(notebook.CodeCells.Skip(1)
        .SelectMany(cell => cell["outputs"]!.AsArray())
        .Select(shown => Notebook.Joined(shown!["text"] ?? shown["data"]?["text/plain"])));
}
