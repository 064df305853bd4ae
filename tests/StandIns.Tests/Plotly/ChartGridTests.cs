using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace StandIns.Tests.Plotly;

public sealed class ChartGridTests
{
    [Fact]
    public void Each_cell_has_its_own_axes_with_their_styles()
    {
        var figure = new Figure(Chart.Grid([Titled("before"), Titled("halfway"), Titled("after")], nRows: 1, nCols: 3));

        Assert.Equal(["x", "x2", "x3"], figure.Traces.Select(trace => Figure.Text(trace!["xaxis"])));
        Assert.Equal(["y", "y2", "y3"], figure.Traces.Select(trace => Figure.Text(trace!["yaxis"])));
        Assert.Equal("before", Figure.Text(figure.Layout["xaxis"]!["title"]!["text"]));
        Assert.Equal("after", Figure.Text(figure.Layout["xaxis3"]!["title"]!["text"]));
        Assert.Equal(1, figure.Layout["grid"]!["rows"]!.GetValue<int>());
        Assert.Equal(3, figure.Layout["grid"]!["columns"]!.GetValue<int>());
        Assert.Equal("independent", Figure.Text(figure.Layout["grid"]!["pattern"]));
    }

    [Fact]
    public void In_a_coupled_grid_rows_and_columns_share_axes()
    {
        var figure = new Figure(Chart.Grid(
            Enumerable.Range(0, 4).Select(_ => Titled("t")), nRows: 2, nCols: 2, Pattern: StyleParam.LayoutGridPattern.Coupled));
        Assert.Equal(["x", "x2", "x", "x2"], figure.Traces.Select(trace => Figure.Text(trace!["xaxis"])));
        Assert.Equal(["y", "y", "y2", "y2"], figure.Traces.Select(trace => Figure.Text(trace!["yaxis"])));
    }

    [Fact]
    public void All_traces_of_a_combined_chart_go_into_its_cell()
    {
        var figure = new Figure(Chart.Grid([Titled("a"), Chart.Combine([Titled("b"), Titled("b")])], 1, 2));
        Assert.Equal(["x", "x2", "x2"], figure.Traces.Select(trace => Figure.Text(trace!["xaxis"])));
    }

    [Fact]
    public void Cell_titles_stand_above_the_middle_of_their_cells()
    {
        var figure = new Figure(Chart.Grid(
            Enumerable.Range(0, 4).Select(_ => Titled("t")), 2, 2, SubPlotTitles: new[] { "a", "b", "c", "d" }, XGap: 0.2, YGap: 0.5));
        var titles = figure.Layout["annotations"]!.AsArray();

        Assert.Equal(["a", "b", "c", "d"], titles.Select(title => Figure.Text(title!["text"])));
        Assert.Equal(4 / 18.0, titles[0]!["x"]!.GetValue<double>(), 6);
        Assert.Equal(14 / 18.0, titles[1]!["x"]!.GetValue<double>(), 6);
        Assert.Equal(1.0, titles[0]!["y"]!.GetValue<double>(), 6);
        Assert.Equal(1 / 3.0, titles[2]!["y"]!.GetValue<double>(), 6);
        Assert.All(titles, title => Assert.Equal("paper", Figure.Text(title!["xref"])));
    }

    private static GenericChart Titled(string title)
        => Chart.Line<int, int, string>([1], [1]).WithXAxisStyle<int, int, string>(TitleText: title);
}
