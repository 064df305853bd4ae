using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace NotebookKernel.Evaluation;

/// <summary>
/// Has every loop of a cell ask in each round whether the cell was interrupted. Without that a loop could only be aborted, and an abort
/// that comes while the code of a library runs ends the process as often as not.
/// </summary>
public static class LoopChecks
{
    /// <summary>What the loops call.</summary>
    /// <returns>Nothing to dispose of: with <c>using</c> before it any statement can follow.</returns>
    /// <exception cref="OperationCanceledException">The cell was interrupted and shall end here.</exception>
    public static IDisposable? Check()
    {
        CellExecution.Current?.BeforeRound();
        return null;
    }

    /// <summary>The code with checks; every line and column is still reported as it was in <paramref name="path"/>.</summary>
    internal static string Inserted(string code, string path)
    {
        var tree = CSharpSyntaxTree.ParseText(code, CodeCompleteness.ParseOptions, path);
        // An interpolated string cannot hold the directives.
        var bodies = tree.GetRoot().DescendantNodes(node => node is not InterpolatedStringExpressionSyntax).Select(Body).OfType<StatementSyntax>().ToArray();
        if (bodies.Length == 0 || tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
            return code;
        var inserted = new StringBuilder();
        var done = 0;
        foreach (var start in bodies.Select(body => body.SpanStart))
        {
            var place = tree.GetMappedLineSpan(new TextSpan(start, 0));
            var (line, column) = (place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1);
            inserted.Append(code, done, start - done).Append($"using (global::{typeof(LoopChecks).FullName}.{nameof(Check)}())\n#line ({line}, {column}) - ({line}, {column + 1}) \"{place.Path}\"\n");
            done = start;
        }
        return inserted.Append(code, done, code.Length - done).ToString();
    }

    private static StatementSyntax? Body(SyntaxNode node) => node switch
    {
        WhileStatementSyntax loop => loop.Statement,
        DoStatementSyntax loop => loop.Statement,
        ForStatementSyntax loop => loop.Statement,
        CommonForEachStatementSyntax loop => loop.Statement,
        _ => null,
    };
}
