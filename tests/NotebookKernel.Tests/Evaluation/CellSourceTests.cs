using NotebookKernel.Evaluation;

namespace NotebookKernel.Tests.Evaluation;

public sealed class CellSourceTests
{
    [Fact]
    public void A_cell_without_directives_is_one_piece_of_code() =>
        Assert.Equal(new CodePart("var x = 1;\nx"), Assert.Single(CellSource.Split("var x = 1;\nx", "Cell [1]")));

    [Fact]
    public void Directives_are_cut_out_and_the_code_keeps_its_lines()
    {
        var parts = CellSource.Split("#r \"a.dll\"\n#!import \"b.dib\"\nvar x = 1;", "Cell [1]");

        Assert.Equal(
            [
                new DirectivePart("#r", "a.dll", new SourcePosition("Cell [1]", 1, 1)),
                new DirectivePart("#!import", "b.dib", new SourcePosition("Cell [1]", 2, 1)),
            ],
            parts.Take(2));
        Assert.Equal("var x = 1;", Assert.IsType<CodePart>(parts[2]).Code.Split('\n')[2]);
    }

    [Fact]
    public void Code_before_an_import_runs_before_it()
    {
        var parts = CellSource.Split("var x = 1;\n#!import b.csx\nvar y = x;", "Cell [1]");

        Assert.Equal(["CodePart", "DirectivePart", "CodePart"], parts.Select(part => part.GetType().Name));
        Assert.Equal("var x = 1;\n", ((CodePart)parts[0]).Code);
    }

    [Fact]
    public void A_package_directive_keeps_id_and_version()
    {
        var directive = Assert.IsType<DirectivePart>(Assert.Single(CellSource.Split("  #r \"nuget: Some.Package, 1.2.3\"  // why", "Cell [1]")));

        Assert.Equal("nuget: Some.Package, 1.2.3", directive.Argument);
        Assert.Equal(3, directive.Position.Column);
    }

    [Theory]
    [InlineData("var s = \"\"\"\n#!import nope\n\"\"\";")]
    [InlineData("/*\n#r \"nope.dll\"\n*/")]
    [InlineData("#region one\nvar x = 1;\n#endregion")]
    [InlineData("#nullable enable\nstring? s = null;")]
    [InlineData("#load \"other.csx\"")]
    public void Lines_in_strings_and_comments_and_the_compilers_own_directives_are_code(string cell) =>
        Assert.Equal(new CodePart(cell), Assert.Single(CellSource.Split(cell, "Cell [1]")));

    [Fact]
    public void Blanking_directives_leaves_every_position_as_it_was()
    {
        const string Cell = "#!import \"b\"\nvar x = 1;";

        var blanked = CellSource.WithoutDirectives(Cell);

        Assert.Equal(Cell.Length, blanked.Length);
        Assert.Equal(Cell.IndexOf("var", StringComparison.Ordinal), blanked.IndexOf("var", StringComparison.Ordinal));
        Assert.DoesNotContain("#", blanked, StringComparison.Ordinal);
    }
}
