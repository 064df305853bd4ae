using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plotly.NET;

/// <summary>A figure: traces, layout and configuration. Charts never change; each style call gives a new one.</summary>
public sealed class GenericChart
{
    private static readonly JsonSerializerOptions WriterOptions = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly IReadOnlyList<Trace> _traces;
    private readonly Layout _layout;
    private readonly JsonObject _config;

    private GenericChart(IReadOnlyList<Trace> traces, Layout layout, JsonObject config)
    {
        _traces = traces;
        _layout = layout;
        _config = config;
    }

    /// <summary>Lays the given layout over the chart's own.</summary>
    public static GenericChart addLayout(Layout layout, GenericChart gChart) => gChart.WithLayout(Layout.Combine(gChart._layout, layout));

    /// <summary>Puts the traces one after another; of layouts and configurations the later wins.</summary>
    public static GenericChart combine(IEnumerable<GenericChart> gCharts) => gCharts.Aggregate((first, second) => new GenericChart(
        [.. first._traces, .. second._traces],
        Layout.Combine(first._layout, second._layout),
        FigureJson.Combine(first._config, second._config)));

    /// <summary>The figure as plotly.js takes it: data, layout, config.</summary>
    public static string toJson(GenericChart gChart) => new JsonObject
    {
        ["data"] = gChart.Data(),
        ["layout"] = gChart._layout.Json.DeepClone(),
        ["config"] = gChart._config.DeepClone(),
    }.ToJsonString(WriterOptions);

    /// <summary>A <c>div</c> and the script that draws into it, for a page that has plotly.js.</summary>
    public static string toChartHTML(GenericChart gChart)
    {
        string id = Guid.NewGuid().ToString("N");
        string figure = toJson(gChart).Replace("</", "<\\/", StringComparison.Ordinal);
        return $"<div id=\"{id}\"></div><script type=\"text/javascript\">(function() {{ const figure = {figure}; "
            + $"Plotly.newPlot('{id}', figure.data, figure.layout, figure.config); }})();</script>";
    }

    internal static GenericChart ofTrace(Trace trace, bool useDefaults) => new(
        [trace],
        useDefaults ? DefaultLayout.Create() : new Layout(),
        useDefaults ? new JsonObject { ["responsive"] = true } : []);

    internal GenericChart MapTraces(Func<Trace, int, Trace> change) => new([.. _traces.Select(change)], _layout, _config);

    internal GenericChart MapLayout(Action<JsonObject> change)
    {
        var layout = new Layout { Json = (JsonObject)_layout.Json.DeepClone() };
        change(layout.Json);
        return WithLayout(layout);
    }

    private GenericChart WithLayout(Layout layout) => new(_traces, layout, _config);

    private JsonArray Data() => [.. _traces.Select(trace => trace.Json.DeepClone())];
}
