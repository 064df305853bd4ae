using System.Text;
using System.Text.RegularExpressions;

namespace NotebookKernel.Evaluation;

/// <summary>
/// Keeps the line numbers of a cell. .NET Interactive cuts a cell at the lines that are meant for it (<c>#!</c>, <c>#r "nuget:</c>)
/// and the compiler sees the pieces, so each piece is told which line of the cell it begins with.
/// </summary>
internal static partial class CellLines
{
    /// <summary>The code with <c>#line</c> before what follows a directive; a cell that is not cut is left as it is.</summary>
    public static string Marked(string code, string source)
    {
        if (!Cut().IsMatch(code))
            return code;
        var marked = new StringBuilder();
        var afterDirective = false;
        foreach (var (index, line) in code.Split('\n').Index())
        {
            var directive = Directive().IsMatch(line);
            if (afterDirective && !directive && !string.IsNullOrWhiteSpace(line))
            {
                marked.Append($"#line {index + 1} \"{source}\"\n");
                afterDirective = false;
            }
            afterDirective |= directive;
            marked.Append(line).Append('\n');
        }
        return marked.ToString(0, marked.Length - 1);
    }

    /// <summary>The code without the lines for .NET Interactive, which are no C#.</summary>
    public static string WithoutMagic(string code) => Magic().Replace(code, "");

    /// <summary>The place of the first directive that is <paramref name="wanted"/>, or else of the first one.</summary>
    public static SourcePosition? FindDirective(string code, string source, Func<string, bool> wanted)
    {
        var directives = Directive().Matches(code);
        var found = directives.FirstOrDefault(directive => wanted(directive.Value)) ?? directives.FirstOrDefault();
        return found is null ? null : new SourcePosition(source, code.AsSpan(0, found.Index).Count('\n') + 1, 1);
    }

    [GeneratedRegex(@"^#(!|[ri]\s*""nuget:)", RegexOptions.Multiline)]
    private static partial Regex Cut();

    [GeneratedRegex(@"^#(!|[ri]\b).*", RegexOptions.Multiline)]
    private static partial Regex Directive();

    [GeneratedRegex(@"^#!.*", RegexOptions.Multiline)]
    private static partial Regex Magic();
}
