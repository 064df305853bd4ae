using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Utility;
using NotebookKernel.Front;

namespace NotebookKernel.Evaluation;

/// <summary>What .NET Interactive answers about code, in the words of Jupyter: a client shows the matches as they are, unfiltered.</summary>
internal static class CodeQuestions
{
    public static LinePosition Position(string code, int cursor) => SourceUtilities.GetPositionFromCursorOffset(code, cursor);

    /// <summary>The names that begin like the word left of the cursor, in its case if there are such.</summary>
    public static JsonObject Completions(string code, int cursor, CompletionsProduced? produced)
    {
        cursor = Math.Clamp(cursor, 0, code.Length);
        var start = cursor;
        if (produced?.LinePositionSpan is { } span)
            start = Math.Min(cursor, SourceUtilities.GetCursorOffsetFromPosition(code, span.Start));
        else
        {
            while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(code[start - 1]))
                start--;
        }
        var prefix = code[start..cursor];
        string[] names = [.. (produced?.Completions ?? []).Select(item => item.FilterText ?? item.DisplayText).Distinct().Order(StringComparer.Ordinal)];
        string[] matches = [.. names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
        if (matches.Length == 0)
            matches = [.. names.Where(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))];
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. matches.Select(match => JsonValue.Create(match))]),
            ["cursor_start"] = CodePoints.FromIndex(code, start),
            ["cursor_end"] = CodePoints.FromIndex(code, cursor),
            ["metadata"] = new JsonObject(),
        };
    }

    /// <summary>The text about the name at the cursor; inside an argument list, the signature of what is called.</summary>
    public static JsonObject Description(HoverTextProduced? hover, Func<SignatureHelpProduced?> signatures)
    {
        var text = hover?.Content.FirstOrDefault()?.Value;
        if (text is null && signatures() is { Signatures: { Count: > 0 } known } help)
        {
            var active = known[help.ActiveSignatureIndex];
            text = $"{active.Label}\n{active.Documentation.Value}";
        }
        return new JsonObject
        {
            ["status"] = "ok",
            ["found"] = text is not null,
            ["data"] = text is null ? [] : new JsonObject { ["text/plain"] = text.ReplaceLineEndings("\n") },
            ["metadata"] = new JsonObject(),
        };
    }
}
