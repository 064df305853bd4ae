using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookKernel.Evaluation;

/// <summary>A displayed value in every form it has.</summary>
internal static class MimeBundle
{
    private const int LongestPlainText = 4000;

    /// <summary>The formatted values, JSON as JSON, and always a plain text for clients that show nothing else.</summary>
    public static JsonObject Of(object? value, IReadOnlyCollection<FormattedValue> formattedValues)
    {
        var bundle = new JsonObject();
        foreach (var formatted in formattedValues)
            bundle[formatted.MimeType] = Content(formatted);
        if (!bundle.ContainsKey(PlainTextFormatter.MimeType))
            bundle[PlainTextFormatter.MimeType] = PlainText(value, formattedValues);
        return bundle;
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
