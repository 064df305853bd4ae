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

    /// <summary>The type and content of the message; null for an event that a notebook does not show.</summary>
    public static (string Type, JsonObject Content)? Of(KernelEvent published) => published switch
    {
        // What has been displayed already is not shown a second time.
        ReturnValueProduced { Value: DisplayedValue } => null,
        ReturnValueProduced result => ("execute_result", Content(result)),
        DisplayedValueUpdated updated => ("update_display_data", Content(updated)),
        DisplayedValueProduced displayed => ("display_data", Content(displayed)),
        StandardOutputValueProduced output => ("stream", Line.Stream("stdout", Text(output))),
        StandardErrorValueProduced error => ("stream", Line.Stream("stderr", Text(error))),
        _ => null,
    };

    private static string Text(DisplayEvent shown) => string.Concat(shown.FormattedValues.Select(formatted => formatted.Value));

    private static JsonObject Content(DisplayEvent shown)
    {
        // JSON as JSON, and always a plain text for clients that show nothing else.
        var bundle = new JsonObject();
        foreach (var formatted in shown.FormattedValues)
            bundle[formatted.MimeType] = Form(formatted);
        if (!bundle.ContainsKey(PlainTextFormatter.MimeType))
            bundle[PlainTextFormatter.MimeType] = PlainText(shown.Value, shown.FormattedValues);
        var transient = shown.ValueId is { } id ? new JsonObject { ["display_id"] = id } : [];
        return new() { ["data"] = bundle, ["metadata"] = new JsonObject(), ["transient"] = transient };
    }

    private static JsonNode? Form(FormattedValue formatted)
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
