namespace Notebooks.Tests;

/// <summary>All chapters executed once, on the quick preset, for all tests that look at them.</summary>
public sealed class NotebookRun : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();

    internal PythonTool Result { get; private set; } = null!;

    internal string Out => folder.Path;

    internal string Page(string name) => folder.Combine("html", $"{name}.html");

    internal Notebook Executed(string name) => Notebook.Read(folder.Combine("notebooks", $"{name}.ipynb"));

    public async ValueTask InitializeAsync() =>
        Result = await PythonTool.RunAsync("run_notebooks.py", "--out", folder.Path);

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
