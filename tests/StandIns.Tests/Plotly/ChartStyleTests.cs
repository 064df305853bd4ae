using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace StandIns.Tests.Plotly;

public sealed class ChartStyleTests
{
    [Fact]
    public void Axes_have_titles_ranges_types_and_grid_lines()
    {
        var layout = new Figure(Line()
            .WithXAxisStyle<double, double, string>(TitleText: "step", MinMax: Tuple.Create(0.0, 60.0), ShowGrid: false, ZeroLine: false)
            .WithYAxisStyle<double, double, string>(
                TitleText: "loss (nats)",
                AxisType: StyleParam.AxisType.Log,
                GridColor: Color.fromString("#dddddd"),
                ShowLine: true,
                CategoryOrder: StyleParam.CategoryOrder.Array,
                CategoryArray: new[] { "b", "a" })).Layout;

        Assert.Equal("step", Figure.Text(layout["xaxis"]!["title"]!["text"]));
        Assert.Equal([0.0, 60.0], Figure.Values<double>(layout["xaxis"]!["range"]));
        Assert.False(layout["xaxis"]!["showgrid"]!.GetValue<bool>());
        Assert.False(layout["xaxis"]!["zeroline"]!.GetValue<bool>());
        Assert.Equal("loss (nats)", Figure.Text(layout["yaxis"]!["title"]!["text"]));
        Assert.Equal("log", Figure.Text(layout["yaxis"]!["type"]));
        Assert.Equal("#dddddd", Figure.Text(layout["yaxis"]!["gridcolor"]));
        Assert.True(layout["yaxis"]!["showline"]!.GetValue<bool>());
        Assert.Equal("array", Figure.Text(layout["yaxis"]!["categoryorder"]));
        Assert.Equal(["b", "a"], Figure.Values<string>(layout["yaxis"]!["categoryarray"]));
    }

    [Fact]
    public void A_second_style_call_keeps_what_the_first_one_set()
    {
        var axis = new Figure(Line()
            .WithXAxisStyle<double, double, string>(TitleText: "step")
            .WithXAxisStyle<double, double, string>(ShowGrid: false)).Layout["xaxis"]!;
        Assert.Equal("step", Figure.Text(axis["title"]!["text"]));
        Assert.False(axis["showgrid"]!.GetValue<bool>());
    }

    [Fact]
    public void A_chart_has_a_title_and_a_size()
    {
        var titled = global::Plotly.NET.GenericChartExtensions.WithTitle(Line(), "training");
        var layout = new Figure(titled.WithSize(Width: 820, Height: 420)).Layout;
        Assert.Equal("training", Figure.Text(layout["title"]!["text"]));
        Assert.Equal(820, layout["width"]!.GetValue<int>());
        Assert.Equal(420, layout["height"]!.GetValue<int>());
    }

    [Fact]
    public void A_layout_is_laid_over_the_charts_own()
    {
        var layout = Layout.init<string>(
            Title: Title.init(Text: "masks", Font: Font.init(Size: 16.0, Color: Color.fromString("#333333"))),
            Margin: Margin.init<int, int, int, int, int, bool>(Left: 60, Top: 50),
            PaperBGColor: Color.fromString("white"),
            HoverMode: StyleParam.HoverMode.Closest,
            BarMode: StyleParam.BarMode.Overlay,
            Colorway: Color.fromColors([Color.fromString("#0072B2"), Color.fromString("#E69F00")]),
            ShowLegend: true);
        var result = new Figure(GenericChart.addLayout(layout, Line().WithSize(Width: 300))).Layout;

        Assert.Equal("masks", Figure.Text(result["title"]!["text"]));
        Assert.Equal(16.0, result["title"]!["font"]!["size"]!.GetValue<double>());
        Assert.Equal(60, result["margin"]!["l"]!.GetValue<int>());
        Assert.Null(result["margin"]!["r"]);
        Assert.Equal("white", Figure.Text(result["paper_bgcolor"]));
        Assert.Equal("closest", Figure.Text(result["hovermode"]));
        Assert.Equal("overlay", Figure.Text(result["barmode"]));
        Assert.Equal(["#0072B2", "#E69F00"], Figure.Values<string>(result["colorway"]));
        Assert.True(result["showlegend"]!.GetValue<bool>());
        Assert.Equal(300, result["width"]!.GetValue<int>());
    }

    [Fact]
    public void The_legend_can_be_placed()
    {
        var legend = new Figure(Line().WithLegendStyle(Orientation: StyleParam.Orientation.Horizontal, X: 0.0, Y: 1.02, YAnchor: StyleParam.YAnchorPosition.Bottom)).Layout["legend"]!;
        Assert.Equal("h", Figure.Text(legend["orientation"]));
        Assert.Equal(1.02, legend["y"]!.GetValue<double>());
        Assert.Equal("bottom", Figure.Text(legend["yanchor"]));
    }

    [Fact]
    public void Trace_information_names_every_trace_of_a_chart()
    {
        var chart = Chart.Combine([Line(), Line()]);
        var figure = new Figure(global::Plotly.NET.CSharp.GenericChartExtensions.WithTraceInfo(chart, Name: "ggsm", ShowLegend: false));
        Assert.Equal(["ggsm", "ggsm_1"], figure.Traces.Select(trace => Figure.Text(trace!["name"])));
        Assert.False(figure.Trace(1)["showlegend"]!.GetValue<bool>());
    }

    [Fact]
    public void Several_heatmaps_can_share_one_colour_axis()
    {
        var heatmap = global::Plotly.NET.Chart.WithColorAxisAnchor(1).Invoke(Chart.Heatmap<double, int, int, string>(new double[][] { [0.5] }));
        var axis = ColorAxis.init(CMin: 0.0, CMax: 1.0, ColorScale: StyleParam.Colorscale.Cividis, ColorBar: ColorBar.init<string, double>(Title: Title.init(Text: "weight")));
        var figure = new Figure(global::Plotly.NET.GenericChartExtensions.WithColorAxis(Chart.Grid([heatmap, heatmap], 1, 2), axis));

        Assert.All(figure.Traces, trace => Assert.Equal("coloraxis", Figure.Text(trace!["coloraxis"])));
        Assert.Equal(1.0, figure.Layout["coloraxis"]!["cmax"]!.GetValue<double>());
        Assert.Equal("Cividis", Figure.Text(figure.Layout["coloraxis"]!["colorscale"]));
        Assert.Equal("weight", Figure.Text(figure.Layout["coloraxis"]!["colorbar"]!["title"]!["text"]));
    }

    private static GenericChart Line() => Chart.Line<int, int, string>([1], [1]);
}
