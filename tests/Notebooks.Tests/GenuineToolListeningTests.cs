namespace Notebooks.Tests;

/// <summary>What the tool opens when it is started as docs/notebooks.md says. Where no registry serves it, the test says so by its name.</summary>
public sealed class GenuineToolListeningTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static Task<IEnumerable<TheoryDataRow<string?, string?>>> ListeningCases() => GenuineTool.CasesAsync(
        "nobody looked where it listens", ("listens", "Nothing listens beyond loopback in"));

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

        var result = await GenuineTool.RunAsync(folder.Combine("jupyter"), "--notebooks", folder.Combine("notebooks"), "--out", folder.Path);

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        var printed = Notebook.Read(folder.Combine("notebooks", $"{notebook}.ipynb")).Outputs.Select(shown => Notebook.Joined(shown["text"]));
        Assert.Contains("listens on 0100007F", printed.Select(text => text.Trim()));
    }
}
