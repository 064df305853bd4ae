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
    public void A_layout_is_laid_over_the_charts_own()
    {
        var first = new Layout();
        first.SetProperty("title", Titled("draft"));
        first.SetProperty("height", 300);
        var second = new Layout();
        var font = new Font();
        font.SetProperty("size", 16.0);
        var title = Titled("masks");
        title.SetProperty("font", font);
        var margin = new Margin();
        margin.SetProperty("l", 60);
        second.SetProperty("title", title);
        second.SetProperty("margin", margin);
        second.SetProperty("barmode", "overlay");
        var result = new Figure(GenericChart.addLayout(second, GenericChart.addLayout(first, Line()))).Layout;

        Assert.Equal("masks", Figure.Text(result["title"]!["text"]));
        Assert.Equal(16.0, result["title"]!["font"]!["size"]!.GetValue<double>());
        Assert.Equal(60, result["margin"]!["l"]!.GetValue<int>());
        Assert.Null(result["margin"]!["r"]);
        Assert.Equal("overlay", Figure.Text(result["barmode"]));
        Assert.Equal(300, result["height"]!.GetValue<int>());
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
    public void Several_heatmaps_can_share_one_colour_axis()
    {
        var axis = new ColorAxis();
        var bar = new ColorBar();
        bar.SetProperty("title", Titled("weight"));
        axis.SetProperty("cmax", 1.0);
        axis.SetProperty("colorscale", new object[][] { [0.0, "#FFFFFF"], [1.0, "#0B3C68"] });
        axis.SetProperty("colorbar", bar);
        var layout = new Layout();
        layout.SetProperty("coloraxis", axis);
        var figure = new Figure(GenericChart.addLayout(layout, Chart.Grid([Heatmap(), Heatmap()], 1, 2)));

        Assert.All(figure.Traces, trace => Assert.Equal("coloraxis", Figure.Text(trace!["coloraxis"])));
        Assert.Equal(1.0, figure.Layout["coloraxis"]!["cmax"]!.GetValue<double>());
        Assert.Equal("#0B3C68", Figure.Text(figure.Layout["coloraxis"]!["colorscale"]![1]![1]));
        Assert.Equal("weight", Figure.Text(figure.Layout["coloraxis"]!["colorbar"]!["title"]!["text"]));

        static GenericChart Heatmap() => global::Plotly.NET.Chart.withColorAxisAnchor(1).Invoke(Chart.Heatmap<double, int, int, string>(new double[][] { [0.5] }));
    }

    private static Title Titled(string text)
    {
        var title = new Title();
        title.SetProperty("text", text);
        return title;
    }

    private static GenericChart Line() => Chart.Line<int, int, string>([1], [1]);
}
