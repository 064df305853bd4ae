using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace NotebookKernel.Evaluation;

/// <summary>Cuts a cell into the C# of it and the lines that are meant for the kernel.</summary>
internal static partial class CellSource
{
    /// <summary>How a cell is parsed.</summary>
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <summary>
    /// The parts in order. Each code part is padded with empty lines, so that its line numbers are those of the cell.
    /// A line inside a string or comment is no directive.
    /// </summary>
    public static IReadOnlyList<CellPart> Split(string code, string source)
    {
        var text = SourceText.From(code);
        var parts = new List<CellPart>();
        var written = new char[code.Length];
        Blank(written, code);
        var start = 0;
        foreach (var line in DirectiveLines(code, text))
        {
            Take(line.Start);
            parts.Add(Directive(text, line, source));
            start = line.End;
        }
        Take(code.Length);
        return parts;

        void Take(int end)
        {
            if (string.IsNullOrWhiteSpace(code[start..end]))
                return;
            parts.Add(new CodePart(new string(written, 0, start) + code[start..end]));
        }
    }

    /// <summary>The cell with its directives blanked out, every position as it was.</summary>
    public static string WithoutDirectives(string code)
    {
        var blanked = code.ToCharArray();
        foreach (var line in DirectiveLines(code, SourceText.From(code)))
            Array.Fill(blanked, ' ', line.Start, line.Length);
        return new string(blanked);
    }

    private static IEnumerable<TextSpan> DirectiveLines(string code, SourceText text)
    {
        if (!code.Contains('#'))
            return [];
        var root = CSharpSyntaxTree.ParseText(text, ParseOptions).GetRoot();
        return
        [
            .. root.DescendantTrivia(descendIntoTrivia: true)
                .Where(trivia => trivia.IsDirective || trivia.IsKind(SyntaxKind.ShebangDirectiveTrivia))
                .Select(trivia => text.Lines.GetLineFromPosition(trivia.SpanStart).Span)
                .Distinct()
                .Where(line => KernelLine().IsMatch(text.ToString(line))),
        ];
    }

    private static CellPart Directive(SourceText text, TextSpan line, string source)
    {
        var content = text.ToString(line);
        var match = KernelLine().Match(content);
        var position = new SourcePosition(source, text.Lines.GetLinePosition(line.Start).Line + 1, match.Groups[1].Index + 1);
        return new DirectivePart(match.Groups[1].Value, Unquoted(match.Groups[2].Value.Trim()), position);
    }

    private static string Unquoted(string argument) => argument.StartsWith('"') ? argument.Split('"')[1] : argument;

    private static void Blank(char[] target, string code)
    {
        for (var i = 0; i < code.Length; i++)
            target[i] = code[i] is '\n' or '\r' ? code[i] : ' ';
    }

    // #load is Roslyn's own, and so are #if, #region, #nullable, #pragma.
    [GeneratedRegex(@"^\s*(#r|#i|#![A-Za-z#]+)(?:\s+(.*?))?\s*;?\s*$")]
    private static partial Regex KernelLine();
}
