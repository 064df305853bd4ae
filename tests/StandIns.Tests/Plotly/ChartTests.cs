using System.Text.Json.Nodes;
using Plotly.NET;
using Plotly.NET.TraceObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace StandIns.Tests.Plotly;

public sealed class ChartTests
{
    [Fact]
    public void A_line_chart_is_a_scatter_trace_with_lines()
    {
        var trace = new Figure(Chart.Line<int, double, string>(
            x: [0, 1, 2],
            y: [2.5, 1.25, 0.5],
            Name: "loss",
            LineColor: Color.fromString("#0072B2"),
            LineWidth: 2.0,
            LineDash: StyleParam.DrawingStyle.Dash)).Trace();

        Assert.Equal("scatter", Figure.Text(trace["type"]));
        Assert.Equal("lines", Figure.Text(trace["mode"]));
        Assert.Equal("loss", Figure.Text(trace["name"]));
        Assert.Equal([0, 1, 2], Figure.Values<int>(trace["x"]));
        Assert.Equal([2.5, 1.25, 0.5], Figure.Values<double>(trace["y"]));
        Assert.Equal("#0072B2", Figure.Text(trace["line"]!["color"]));
        Assert.Equal(2.0, trace["line"]!["width"]!.GetValue<double>());
        Assert.Equal("dash", Figure.Text(trace["line"]!["dash"]));
    }

    [Fact]
    public void A_line_chart_can_show_its_points()
        => Assert.Equal("lines+markers", Figure.Text(new Figure(Chart.Line<int, int, string>([1], [1], ShowMarkers: true)).Trace()["mode"]));

    [Fact]
    public void Points_have_markers_and_texts()
    {
        var marker = new Marker();
        marker.SetProperty("size", 9);
        var trace = new Figure(Chart.Point<double, string, string>(
            x: [1.5],
            y: ["bill"],
            MultiText: new[] { "paid 12" },
            Marker: marker,
            MarkerSymbol: StyleParam.MarkerSymbol.Diamond,
            MarkerColor: Color.fromString("red"))).Trace();

        Assert.Equal("markers", Figure.Text(trace["mode"]));
        Assert.Equal(["bill"], Figure.Values<string>(trace["y"]));
        Assert.Equal(["paid 12"], Figure.Values<string>(trace["text"]));
        Assert.Equal(9, trace["marker"]!["size"]!.GetValue<int>());
        Assert.Equal("2", Figure.Text(trace["marker"]!["symbol"]));
        Assert.Equal("red", Figure.Text(trace["marker"]!["color"]));
    }

    [Fact]
    public void Times_are_written_as_iso_dates()
    {
        var trace = new Figure(Chart.Point<DateTime, int, string>([new DateTime(2024, 3, 1, 8, 30, 0)], [1])).Trace();
        Assert.Equal("2024-03-01T08:30:00", Figure.Text(trace["x"]![0]));
    }

    [Fact]
    public void Columns_stand()
    {
        var column = new Figure(Chart.Column<double, string, string>([0.1, 0.9], Keys: new[] { "chance", "ggsm" })).Trace();
        Assert.Equal(("bar", "v"), (Figure.Text(column["type"]), Figure.Text(column["orientation"])));
        Assert.Equal(["chance", "ggsm"], Figure.Values<string>(column["x"]));
        Assert.Equal([0.1, 0.9], Figure.Values<double>(column["y"]));
    }

    [Fact]
    public void Stacked_bars_lie_and_say_so_in_the_layout()
    {
        var figure = new Figure(Chart.StackedBar<int, string, string>([3], Keys: new[] { "prompt" }));
        Assert.Equal(("bar", "h"), (Figure.Text(figure.Trace()["type"]), Figure.Text(figure.Trace()["orientation"])));
        Assert.Equal([3], Figure.Values<int>(figure.Trace()["x"]));
        Assert.Equal(["prompt"], Figure.Values<string>(figure.Trace()["y"]));
        Assert.Equal("stack", Figure.Text(figure.Layout["barmode"]));
    }

    [Fact]
    public void A_histogram_leaves_the_counting_to_plotly()
    {
        var trace = new Figure(Chart.Histogram<double, double, string>(X: new[] { 1.0, 1.5, 4.0 }, NBinsX: 20, HistNorm: StyleParam.HistNorm.Probability)).Trace();
        Assert.Equal("histogram", Figure.Text(trace["type"]));
        Assert.Equal([1.0, 1.5, 4.0], Figure.Values<double>(trace["x"]));
        Assert.Equal(20, trace["nbinsx"]!.GetValue<int>());
        Assert.Equal("probability", Figure.Text(trace["histnorm"]));
    }

    [Fact]
    public void A_heatmap_keeps_its_rows_and_can_start_at_the_top()
    {
        var figure = new Figure(Chart.Heatmap<double, string, string, string>(
            zData: new double[][] { [1, 0], [1, 0.5] },
            X: new[] { "a", "b" },
            Y: new[] { "c", "d" },
            XGap: 1,
            ReverseYAxis: true));

        Assert.Equal("heatmap", Figure.Text(figure.Trace()["type"]));
        Assert.Equal([1, 0.5], Figure.Values<double>(figure.Trace()["z"]![1]));
        Assert.Equal(["a", "b"], Figure.Values<string>(figure.Trace()["x"]));
        Assert.Equal(["c", "d"], Figure.Values<string>(figure.Trace()["y"]));
        Assert.Equal("reversed", Figure.Text(figure.Layout["yaxis"]!["autorange"]));
    }

    [Fact]
    public void Combined_charts_keep_the_order_of_their_traces()
    {
        var figure = new Figure(Chart.Combine([
            Chart.Line<int, int, string>([1], [1], Name: "first"),
            Chart.Combine([Chart.Point<int, int, string>([1], [1], Name: "second"), Chart.Point<int, int, string>([1], [1], Name: "third")]),
        ]));
        Assert.Equal(["first", "second", "third"], figure.Traces.Select(trace => Figure.Text(trace!["name"])));
    }

    [Fact]
    public void A_chart_has_a_size_and_a_template_unless_it_asks_for_no_defaults()
    {
        var styled = new Figure(Chart.Line<int, int, string>([1], [1])).Layout;
        Assert.Equal(600, styled["width"]!.GetValue<int>());
        Assert.NotNull(styled["template"]);

        var plain = new Figure(Chart.Line<int, int, string>([1], [1], UseDefaults: false)).Layout;
        Assert.Null(plain["width"]);
        Assert.Null(plain["template"]);
    }

    [Fact]
    public void A_figure_is_written_with_its_configuration()
        => Assert.Equal(
            ["data", "layout", "config"], JsonNode.Parse(GenericChart.toJson(Chart.Line<int, int, string>([1], [1])))!.AsObject().Select(part => part.Key));

    [Fact]
    public void As_html_a_chart_is_a_div_and_the_script_that_draws_it()
    {
        string html = GenericChart.toChartHTML(Chart.Line<int, int, string>([1], [1], Name: "loss"));
        Assert.Contains("<div", html, StringComparison.Ordinal);
        Assert.Contains("Plotly.newPlot", html, StringComparison.Ordinal);
        Assert.Contains("loss", html, StringComparison.Ordinal);
    }
}
