using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary>Another libtorch on the loader's path, such as a system's or that of a Python environment.</summary>
public sealed class BundledLibtorchTests : IDisposable
{
    private static readonly string Built = Path.Combine(Checkout.Paths.Artifacts, "bin", "Ggsm.Notebooks", "release");

    // A notebook must lie in the checkout to find it.
    private readonly string folder = Path.Combine(Checkout.Paths.Artifacts, "tests", Guid.NewGuid().ToString("N"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("Workbook.Start();", true)]
    [InlineData("", false)]
    public async Task A_notebook_that_starts_as_every_chapter_does_computes_with_the_libtorch_of_TorchSharp(string first, bool computes)
    {
        var decoys = Decoys();
        Write(first, "Console.WriteLine(\"sum \" + TorchSharp.torch.ones(5).sum().item<float>());");

        var result = await PythonTool.RunAsync(
            "run_notebooks.py", ["--notebooks", folder, "--out", Path.Combine(folder, "out")],
            ("LD_LIBRARY_PATH", $"{decoys}:{Environment.GetEnvironmentVariable("LD_LIBRARY_PATH")}"));

        var executed = File.ReadAllText(Path.Combine(folder, "out", "notebooks", "01-computes.ipynb"));
        Assert.True(computes == (result.ExitCode == 0), result.Output + result.Errors);
        Assert.Equal(computes, executed.Contains("sum 5"));
    }

    /// <summary>Libraries under libtorch's names that hold nothing of it.</summary>
    private string Decoys()
    {
        var decoys = Directory.CreateDirectory(Path.Combine(folder, "decoys")).FullName;
        var empty = Directory.EnumerateFiles(Built, "libtorch_global_deps.*", SearchOption.AllDirectories).First();
        foreach (var name in new[] { "libc10", "libtorch_cpu", "libtorch" })
            File.Copy(empty, Path.Combine(decoys, name + Path.GetExtension(empty)));
        return decoys;
    }

    private void Write(params string[] cells)
    {
        var references = string.Join("\n", new[] { "TorchSharp", "Ggsm", "Ggsm.Notebooks" }.Select(name => $"#r \"{Path.Combine(Built, name)}.dll\""));
        var notebook = new JsonObject
        {
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
            ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["name"] = ".net-csharp", ["display_name"] = ".NET (C#)" } },
            ["cells"] = new JsonArray([.. cells.Prepend($"{references}\nusing Ggsm.Notebooks;").Select((source, i) => new JsonObject
            {
                ["cell_type"] = "code",
                ["id"] = $"cell-{i}",
                ["metadata"] = new JsonObject(),
                ["execution_count"] = null,
                ["outputs"] = new JsonArray(),
                ["source"] = source,
            })]),
        };
        File.WriteAllText(Path.Combine(folder, "01-computes.ipynb"), notebook.ToJsonString());
    }
}
