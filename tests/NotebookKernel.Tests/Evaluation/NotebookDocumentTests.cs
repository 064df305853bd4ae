using NotebookKernel.Evaluation;

namespace NotebookKernel.Tests.Evaluation;

public sealed class NotebookDocumentTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_dib_file_gives_its_CSharp_cells()
    {
        var path = Write("a.dib", "#!meta\n\n{\"kernelInfo\":{}}\n\n#!csharp\n\nvar x = 1;\n\n#!markdown\n\n# Title\n\n#!c#\n\nx\n");

        Assert.Equal([("a.dib [1]", "var x = 1;"), ("a.dib [2]", "x")], NotebookDocument.Read(path));
    }

    [Fact]
    public void An_import_inside_a_dib_cell_stays_in_its_cell()
    {
        var path = Write("a.dib", "#!csharp\n#!import \"b.dib\"\nx");

        Assert.Equal([("a.dib [1]", "#!import \"b.dib\"\nx")], NotebookDocument.Read(path));
    }

    [Fact]
    public void A_notebook_gives_its_CSharp_code_cells()
    {
        var path = Write("n.ipynb", """
            {"cells": [
              {"cell_type": "markdown", "metadata": {}, "source": ["# Title"]},
              {"cell_type": "code", "metadata": {}, "source": ["var x = 1;\n", "x"]},
              {"cell_type": "code", "metadata": {"polyglot_notebook": {"kernelName": "fsharp"}}, "source": "let y = 2"},
              {"cell_type": "code", "metadata": {"dotnet_interactive": {"language": "csharp"}}, "source": "x + 1"}
            ]}
            """);

        Assert.Equal([("n.ipynb [1]", "var x = 1;\nx"), ("n.ipynb [2]", "x + 1")], NotebookDocument.Read(path));
    }

    [Fact]
    public void A_script_is_one_cell() => Assert.Equal([("s.csx", "1 + 1")], NotebookDocument.Read(Write("s.csx", "1 + 1")));

    [Fact]
    public void Other_kinds_of_file_and_damaged_notebooks_are_refused_by_name()
    {
        Assert.Contains("x.txt", Assert.Throws<InvalidDataException>(() => NotebookDocument.Read(Write("x.txt", ""))).Message, StringComparison.Ordinal);
        Assert.Contains("n.ipynb", Assert.Throws<InvalidDataException>(() => NotebookDocument.Read(Write("n.ipynb", "{"))).Message, StringComparison.Ordinal);
        Assert.Contains("n.ipynb", Assert.Throws<InvalidDataException>(() => NotebookDocument.Read(Write("n.ipynb", "{}"))).Message, StringComparison.Ordinal);
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
