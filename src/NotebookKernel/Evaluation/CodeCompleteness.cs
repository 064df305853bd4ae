using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotebookKernel.Evaluation;

/// <summary>Whether code can be run as it is, needs another line, or can never be run.</summary>
internal static class CodeCompleteness
{
    /// <summary>How a cell is read.</summary>
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    private const string IndentStep = "    ";

    public static JsonObject Of(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(CellLines.WithoutMagic(code), ParseOptions);
        if (!SyntaxFactory.IsCompleteSubmission(tree))
            return new JsonObject { ["status"] = "incomplete", ["indent"] = NextIndent(code) };
        var broken = tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return new JsonObject { ["status"] = broken ? "invalid" : "complete" };
    }

    private static string NextIndent(string code)
    {
        var last = code.TrimEnd('\n', '\r').Split('\n')[^1].TrimEnd();
        var indent = last[..(last.Length - last.TrimStart().Length)];
        return last.EndsWith('{') || last.EndsWith('(') || last.EndsWith('[') ? indent + IndentStep : indent;
    }
}
