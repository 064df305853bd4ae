namespace Notebooks.Tests;

/// <summary>Another libtorch on the loader's path, such as a system's or that of a Python environment.</summary>
public sealed class BundledLibtorchTests : IDisposable
{
    // A notebook must lie in the checkout to find it.
    private readonly string folder = Path.Combine(Checkout.Paths.Artifacts, "tests", Guid.NewGuid().ToString("N"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_notebook_that_starts_as_every_chapter_does_computes_with_the_libtorch_of_TorchSharp_all_the_same()
    {
        NotebookFile.Write(folder, "01-computes", [$"{NotebookFile.References}Ggsm.Notebooks.Workbook.Start();", "Console.WriteLine(\"sum \" + TorchSharp.torch.ones(5).sum().item<float>());"]);
        var path = ("LD_LIBRARY_PATH", $"{Decoys()}:{Environment.GetEnvironmentVariable("LD_LIBRARY_PATH")}");

        var decoy = await PythonTool.LoadAsync("libtorch_cpu.so", path);
        var result = await PythonTool.RunAsync("run_notebooks.py", ["--notebooks", folder, "--out", Path.Combine(folder, "out")], path);

        Assert.True(decoy.ExitCode == 0, $"the loader does not find the decoy, so this test shows nothing: {decoy.Errors}");
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Contains("sum 5", File.ReadAllText(Path.Combine(folder, "out", "notebooks", "01-computes.ipynb")));
    }

    /// <summary>Libraries under libtorch's names that hold nothing of it.</summary>
    private string Decoys()
    {
        var decoys = Directory.CreateDirectory(Path.Combine(folder, "decoys")).FullName;
        var another = Directory.EnumerateFiles(NotebookFile.Libraries, "libgomp*", SearchOption.AllDirectories).First();
        foreach (var name in new[] { "libc10.so", "libtorch_cpu.so", "libtorch.so" })
            File.Copy(another, Path.Combine(decoys, name));
        return decoys;
    }
}
