using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.FSharp.Collections;

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

    public static FSharpList<Trace> getTraces(GenericChart gChart) => ListModule.OfSeq(gChart._traces);

    public static Layout getLayout(GenericChart gChart) => gChart._layout;

    public static GenericChart setLayout(Layout layout, GenericChart gChart) => new(gChart._traces, layout, gChart._config);

    /// <summary>Lays the given layout over the chart's own.</summary>
    public static GenericChart addLayout(Layout layout, GenericChart gChart) => setLayout(Layout.Combine(gChart._layout, layout), gChart);

    public static int countTrace(GenericChart gChart) => gChart._traces.Count;

    /// <summary>Puts the traces one after another; of layouts and configurations the later wins.</summary>
    public static GenericChart combine(IEnumerable<GenericChart> gCharts) => gCharts.Aggregate((first, second) => new GenericChart(
        [.. first._traces, .. second._traces],
        Layout.Combine(first._layout, second._layout),
        FigureJson.Combine(first._config, second._config)));

    /// <summary>The figure as plotly.js takes it: data, layout, config.</summary>
    public static string toJson(GenericChart gChart) => Serialize(new JsonObject
    {
        ["data"] = gChart.Data(),
        ["layout"] = gChart._layout.Properties.DeepClone(),
        ["config"] = gChart._config.DeepClone(),
    });

    /// <summary>The figure as it is stored: data, layout, frames.</summary>
    public static string toFigureJson(GenericChart gChart) => Serialize(new JsonObject
    {
        ["data"] = gChart.Data(),
        ["layout"] = gChart._layout.Properties.DeepClone(),
        ["frames"] = new JsonArray(),
    });

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
        var layout = new Layout { Properties = (JsonObject)_layout.Properties.DeepClone() };
        change(layout.Properties);
        return setLayout(layout, this);
    }

    private static string Serialize(JsonObject figure) => figure.ToJsonString(WriterOptions);

    private JsonArray Data() => [.. _traces.Select(trace => trace.Properties.DeepClone())];
}
