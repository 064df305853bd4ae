namespace NotebookKernel.Tests.EndToEnd;

[Collection(nameof(SharedKernel))]
public sealed class DirectiveTests(KernelClient client)
{
    private readonly string bin = AppContext.BaseDirectory;

    [Fact]
    public void A_referenced_assembly_is_loaded_with_those_beside_it()
    {
        var run = client.Run($"#r \"{bin}xunit.v3.assert.dll\"\nusing Xunit;\nAssert.Equal(1, 1);\ntypeof(Assert).Assembly.GetName().Name");

        Assert.Equal("xunit.v3.assert", run.Result);
    }

    [Fact]
    public void A_referenced_copy_of_the_kernels_own_assembly_is_the_kernels_own_type()
    {
        var copy = Path.Combine(client.Folder, "copy");
        Directory.CreateDirectory(copy);
        File.Copy(Path.Combine(bin, "Microsoft.DotNet.Interactive.Formatting.dll"), Path.Combine(copy, "Microsoft.DotNet.Interactive.Formatting.dll"));

        var run = client.Run("#r \"copy/Microsoft.DotNet.Interactive.Formatting.dll\"\n((object)display(1)) is Microsoft.DotNet.Interactive.Formatting.DisplayedValue");

        Assert.Equal("True", run.Result);
    }

    [Fact]
    public void An_assembly_of_the_framework_is_found_by_its_name() =>
        Assert.Equal("<a />", client.Run("#r \"System.Xml.Linq\"\n#r \"System.Private.Xml.Linq\"\nnew System.Xml.Linq.XElement(\"a\").ToString()").Result);

    [Fact]
    public void The_extension_of_a_referenced_assembly_sets_the_kernel_up()
    {
        var run = client.Run($"#r \"{typeof(TestExtension).Assembly.Location}\"\nnew NotebookKernel.Tests.EndToEnd.TestFigure()");

        Assert.Equal("<figure></figure>", (string?)Assert.Single(run.Of("execute_result"))["data"]!["text/html"]);
    }

    [Fact]
    public void A_package_is_restored_in_the_version_asked_for()
    {
        var run = client.Run("#r \"nuget: CsvHelper, 34.0.0\"\ntypeof(CsvHelper.CsvReader).Assembly.GetName().Name");

        Assert.Contains("CsvHelper, 34.0.0", (string?)run.Of("update_display_data").Last()["data"]!["text/html"], StringComparison.Ordinal);
        Assert.Equal("CsvHelper", run.Result);
    }

    [Fact]
    public void The_extension_that_a_package_ships_sets_the_kernel_up()
    {
        client.Run("#r \"nuget: Plotly.NET.Interactive, 6.0.0\"");

        var chart = Assert.Single(client.Run("""
            using Plotly.NET;
            GenericChart.ofTraceObject(false, Trace2D.initScatter(Microsoft.FSharp.Core.FuncConvert.FromFunc<Trace2D, Trace2D>(trace => trace)))
            """).Of("execute_result"));

        Assert.Contains("Plotly.newPlot(", (string?)chart["data"]!["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_that_is_not_there_fails_with_the_place_and_NuGets_reason()
    {
        File.WriteAllText(Path.Combine(client.Folder, "empty.txt"), "");
        var run = client.Run("\n#r \"nuget: No.Such.Package.At.All, 9.9.9\"");

        Assert.Contains("line 2, column 1", run.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("No.Such.Package.At.All", run.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("NU1", run.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Scripts_notebooks_and_dib_files_are_imported_from_where_they_are()
    {
        Directory.CreateDirectory(Path.Combine(client.Folder, "lib"));
        File.WriteAllText(Path.Combine(client.Folder, "lib", "a.csx"), "int Twice(int x) => 2 * x;");
        File.WriteAllText(Path.Combine(client.Folder, "lib", "b.dib"), "#!csharp\n#!import \"a.csx\"\nvar fromDib = Twice(4);\n\n#!markdown\nwords");
        File.WriteAllText(Path.Combine(client.Folder, "c.ipynb"), """{"cells":[{"cell_type":"code","metadata":{},"source":["var fromNotebook = fromDib + 1;"]}]}""");

        Assert.Equal("9", client.Run("#!import \"lib/b.dib\"\n#!import c.ipynb\nfromNotebook").Result);
    }

    [Fact]
    public void Of_an_imported_notebook_the_CSharp_cells_run_and_the_text_is_shown()
    {
        File.WriteAllText(Path.Combine(client.Folder, "mixed.ipynb"), """
            {"cells": [
              {"cell_type": "markdown", "metadata": {}, "source": ["# Title"]},
              {"cell_type": "code", "metadata": {}, "source": ["var mixed = 1;\n", "mixed"]},
              {"cell_type": "code", "metadata": {"polyglot_notebook": {"kernelName": "fsharp"}}, "source": "let mixed = 2"},
              {"cell_type": "code", "metadata": {"dotnet_interactive": {"language": "csharp"}}, "source": "mixed += 4;"}
            ], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
            """);

        var run = client.Run("#!import mixed.ipynb\nmixed");

        Assert.Equal("# Title", (string?)Assert.Single(run.Of("display_data"))["data"]!["text/markdown"]);
        Assert.Equal(["1", "5"], run.Of("execute_result").Select(result => (string?)result["data"]!["text/plain"]));
    }

    [Theory]
    [InlineData("damaged.ipynb", "{")]
    [InlineData("other.txt", "1 + 1")]
    public void A_file_that_is_no_document_is_refused_by_name(string name, string content)
    {
        File.WriteAllText(Path.Combine(client.Folder, name), content);

        Assert.Matches($@"^Cell \[\d+\], line 1, column 1: .*{name}", client.Run($"#!import {name}").ErrorMessage);
    }

    [Fact]
    public void Lines_are_those_of_the_cell_also_below_a_directive()
    {
        File.WriteAllText(Path.Combine(client.Folder, "short.csx"), "var imported = 1;");

        Assert.Matches(@"^Cell \[\d+\], line 4, column 3: error CS0103", client.Run("var above = 1;\n#!import short.csx\n\n  missing();").ErrorMessage);
        Assert.EndsWith("line 3, column 1", client.Run("#!import short.csx\n\nthrow new Exception();").Traceback[1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_in_a_string_or_a_comment_is_no_directive()
    {
        Assert.Equal("#r \"nope.dll\"\nend", client.Run("/*\n#r \"nope.dll\"\n*/\nvar text = \"\"\"\n    #r \"nope.dll\"\n    end\n    \"\"\";\ntext").Result);
    }

    [Fact]
    public void A_script_is_loaded_with_what_it_references()
    {
        File.WriteAllText(Path.Combine(client.Folder, "start.csx"), $"#r \"{bin}xunit.v3.assert.dll\"\nusing Xunit;\nvar loaded = 3;");

        client.Run("#load \"start.csx\"");

        Assert.Equal("Xunit.Assert 3", client.Run("$\"{typeof(Xunit.Assert)} {loaded}\"").Result);
    }

    [Fact]
    public void An_error_in_an_imported_file_names_that_file()
    {
        File.WriteAllText(Path.Combine(client.Folder, "bad.dib"), "#!csharp\n1\n#!csharp\n\nmissing();");

        Assert.Matches(@"^bad.dib \[2\], line \d+, column 1: error CS0103", client.Run("#!import bad.dib").ErrorMessage);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named_with_the_line_that_wants_it()
    {
        Assert.Matches(@"^Cell \[\d+\], line 2, column 1: error CS0006: Metadata file 'nope.dll' could not be found", client.Run("\n#r \"nope.dll\"").ErrorMessage);
        Assert.Matches(@"^Cell \[\d+\], line 1, column 1: 'nope.dib' was not found", client.Run("#!import nope.dib").ErrorMessage);
    }

    [Fact]
    public void A_file_that_imports_itself_is_stopped()
    {
        File.WriteAllText(Path.Combine(client.Folder, "self.dib"), "#!csharp\n#!import self.dib\n");

        Assert.Contains("imports itself", client.Run("#!import self.dib").ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_directive_is_named_with_the_known_ones()
    {
        var run = client.Run("#!sql");

        Assert.Contains("'#!sql'", run.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("#!import", run.ErrorMessage, StringComparison.Ordinal);
    }
}
