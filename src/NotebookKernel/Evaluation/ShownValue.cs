using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using NotebookKernel.Protocol;

namespace NotebookKernel.Evaluation;

/// <summary>What .NET Interactive publishes while a cell runs, in the words of Jupyter.</summary>
internal static class ShownValue
{
    private const int LongestPlainText = 4000;

    /// <summary>The message for the front; null for an event that a notebook does not show.</summary>
    public static JsonObject? Of(KernelEvent published) => published switch
    {
        // What has been displayed already is not shown a second time.
        ReturnValueProduced { Value: DisplayedValue } => null,
        ReturnValueProduced result => Message(Words.Result, result),
        DisplayedValueUpdated updated => Message(Words.UpdateDisplay, updated),
        DisplayedValueProduced displayed => Message(Words.Display, displayed),
        StandardOutputValueProduced output => Streams.Message(Streams.Output, string.Concat(output.FormattedValues.Select(formatted => formatted.Value))),
        StandardErrorValueProduced error => Streams.Message(Streams.Error, string.Concat(error.FormattedValues.Select(formatted => formatted.Value))),
        _ => null,
    };

    private static JsonObject Message(string type, DisplayEvent shown)
    {
        // JSON as JSON, and always a plain text for clients that show nothing else.
        var bundle = new JsonObject();
        foreach (var formatted in shown.FormattedValues)
            bundle[formatted.MimeType] = Content(formatted);
        if (!bundle.ContainsKey(PlainTextFormatter.MimeType))
            bundle[PlainTextFormatter.MimeType] = PlainText(shown.Value, shown.FormattedValues);
        return new() { [Words.Type] = type, [Words.Data] = bundle, [Words.DisplayId] = shown.ValueId };
    }

    private static JsonNode? Content(FormattedValue formatted)
    {
        if (formatted.MimeType != JsonFormatter.MimeType && !formatted.MimeType.EndsWith("+json", StringComparison.Ordinal))
            return formatted.Value;
        try
        {
            return JsonNode.Parse(formatted.Value);
        }
        catch (JsonException)
        {
            return formatted.Value;
        }
    }

    private static string PlainText(object? value, IReadOnlyCollection<FormattedValue> formattedValues)
    {
        // Markup has no plain text, and a value with a form of its own, such as a chart, has none worth its length.
        if (value is string or IHtmlContent)
            return $"<{formattedValues.First().MimeType}>";
        var own = Formatter.RegisteredFormatters(includeDefaults: false).Where(formatter => formatter.Type.IsInstanceOfType(value)).ToArray();
        if (own.Length > 0 && own.All(formatter => formatter.MimeType != PlainTextFormatter.MimeType))
            return $"<{value!.GetType().Name}>";
        var text = value.ToDisplayString(PlainTextFormatter.MimeType);
        return text.Length <= LongestPlainText ? text : text[..LongestPlainText] + "…";
    }
}
