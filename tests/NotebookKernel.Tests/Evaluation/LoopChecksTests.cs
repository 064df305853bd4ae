using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NotebookKernel.Evaluation;

namespace NotebookKernel.Tests.Evaluation;

public sealed class LoopChecksTests
{
    private const string Cell = "Cell [1]";

    [Theory]
    [InlineData("while (true) { }", 1)]
    [InlineData("do F(); while (true);", 1)]
    [InlineData("for (;;) for (;;) ;", 2)]
    [InlineData("foreach (var x in y)\n{\n    foreach (var (a, b) in x) { F(); }\n}", 2)]
    [InlineData("class C { void M() { while (true) { } } }", 1)]
    [InlineData("if (a) while (b) F(); else G();", 1)]
    public void Every_loop_is_checked(string code, int loops)
    {
        var inserted = LoopChecks.Inserted(code, Cell);

        Assert.Equal(loops, inserted.Split("LoopChecks.Check()").Length - 1);
        Assert.Empty(Parse(inserted).GetDiagnostics(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("var x = 1;\nx + 1")]
    [InlineData("while (true { }")]
    [InlineData("var s = $\"{F(() => { while (true) { } })}\";")]
    public void Code_without_loops_or_that_is_wrong_or_within_a_string_is_left_as_it_is(string code) =>
        Assert.Equal(code, LoopChecks.Inserted(code, Cell));

    [Fact]
    public void Lines_and_columns_stay_those_of_the_cell()
    {
        const string Code = "#line 3 \"Cell [1]\"\nwhile (A()) { B(); C(\n  D()); }\nfor (;;) E(); F();";

        var tree = Parse(LoopChecks.Inserted(Code, Cell));

        foreach (var (name, line, column) in new[] { ("A", 3, 8), ("B", 3, 15), ("C", 3, 20), ("D", 4, 3), ("E", 5, 10), ("F", 5, 15) })
        {
            var token = tree.GetRoot(TestContext.Current.CancellationToken).DescendantTokens().Single(token => token.Text == name);
            Assert.Equal(new SourcePosition(Cell, line, column), SourcePosition.Of(token.GetLocation()));
        }
    }

    private static SyntaxTree Parse(string code) => CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(kind: SourceCodeKind.Script), Cell);
}
