namespace Notebooks.Tests;

/// <summary>Another libtorch on the loader's path, such as a system's or that of a Python environment.</summary>
public sealed class BundledLibtorchTests : IDisposable
{
    private static readonly string Built = Path.Combine(Checkout.Paths.Artifacts, "bin", "Ggsm.Notebooks", "release");

    // A notebook must lie in the checkout to find it.
    private readonly string folder = Path.Combine(Checkout.Paths.Artifacts, "tests", Guid.NewGuid().ToString("N"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_notebook_that_starts_as_every_chapter_does_computes_with_the_libtorch_of_TorchSharp()
    {
        var result = await RunAsync("Workbook.Start();");

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Contains("sum 5", Executed);
    }

    [Fact]
    public async Task Without_that_start_the_other_one_is_taken_and_nothing_is_computed()
    {
        var result = await RunAsync("// Nothing here loads TorchSharp's own first.");

        Assert.Equal(1, result.ExitCode);
        Assert.DoesNotContain("sum 5", Executed);
    }

    private string Executed => File.ReadAllText(Path.Combine(folder, "out", "notebooks", "01-computes.ipynb"));

    private Task<PythonTool> RunAsync(string first)
    {
        var references = string.Concat(new[] { "TorchSharp", "Ggsm", "Ggsm.Notebooks" }.Select(name => $"#r \"{Path.Combine(Built, name)}.dll\"\n"));
        NotebookFile.Write(folder, "01-computes", [$"{references}using Ggsm.Notebooks;", first, "Console.WriteLine(\"sum \" + TorchSharp.torch.ones(5).sum().item<float>());"]);
        return PythonTool.RunAsync(
            "run_notebooks.py", ["--notebooks", folder, "--out", Path.Combine(folder, "out")],
            ("LD_LIBRARY_PATH", $"{Decoys()}:{Environment.GetEnvironmentVariable("LD_LIBRARY_PATH")}"));
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
}
