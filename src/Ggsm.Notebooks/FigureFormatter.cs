using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;
using Plotly.NET.Interactive;

namespace Ggsm.Notebooks;

/// <summary>
/// Shows charts as the figures they are, in the MIME type that Jupyter front ends, Visual Studio Code and the page export draw,
/// with a line of text for readers who cannot see them. It takes no script from the network. Asked for HTML, as in
/// <c>chart.Display("text/html")</c>, a chart is shown the way Plotly.NET.Interactive shows it: by a script from the network.
/// </summary>
public static class FigureFormatter
{
    /// <summary>The MIME type of a plotly figure.</summary>
    public const string MimeType = "application/vnd.plotly.v1+json";

    /// <summary>Makes notebooks show <see cref="GenericChart"/> this way.</summary>
    public static void Register()
    {
        Formatter.Register<GenericChart>(chart => GenericChart.toJson(chart), MimeType);
        Formatter.Register<GenericChart>(Describe, PlainTextFormatter.MimeType);
        Formatter.Register<GenericChart>(Formatters.toInteractiveHTML, HtmlFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(GenericChart), MimeType, PlainTextFormatter.MimeType);
    }

    /// <summary>The figure's title and the names of its traces, in a sentence.</summary>
    public static string Describe(GenericChart chart)
    {
        var figure = JsonNode.Parse(GenericChart.toJson(chart))!;
        var title = figure["layout"]?["title"] is JsonObject named ? (string?)named["text"] : null;
        var names = figure["data"]!.AsArray().Select(trace => (string?)trace!["name"]).Where(name => !string.IsNullOrEmpty(name)).Distinct().ToArray();
        return names.Length == 0 ? $"Figure: {title ?? "untitled"}" : $"Figure: {title ?? "untitled"} ({string.Join(", ", names)})";
    }
}
