using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Ggsm.Notebooks.Tests;

public sealed class FigureFormatterTests
{
    public FigureFormatterTests() => FigureFormatter.Register();

    [Fact]
    public void A_chart_is_shown_as_a_plotly_figure_and_as_a_line_of_text()
    {
        var shown = FormattedValue.CreateManyFromObject(TwoLines());

        Assert.Equal(new HashSet<string> { FigureFormatter.MimeType, "text/plain" }, shown.Select(value => value.MimeType).ToHashSet());
    }

    [Fact]
    public void The_figure_holds_the_data_and_the_layout_of_the_chart()
    {
        var figure = JsonNode.Parse(TwoLines().ToDisplayString(FigureFormatter.MimeType))!;

        Assert.Equal([3.0, 1.0, 2.0], figure["data"]![0]!["y"]!.AsArray().Select(y => y!.GetValue<double>()));
        Assert.Equal("Two lines", (string?)figure["layout"]!["title"]!["text"]);
    }

    [Fact]
    public void The_text_names_the_title_and_the_traces_for_those_who_cannot_see_them() =>
        Assert.Equal("Figure: Two lines (first, second)", TwoLines().ToDisplayString("text/plain"));

    [Fact]
    public void A_chart_is_shown_without_any_script_from_the_network() =>
        Assert.DoesNotContain("http", TwoLines().ToDisplayString(FigureFormatter.MimeType));

    [Fact]
    public void Asked_for_HTML_a_chart_is_shown_as_Plotly_NET_Interactive_shows_it()
    {
        var html = TwoLines().ToDisplayString("text/html");

        Assert.Equal(Plotly.NET.Interactive.Formatters.toInteractiveHTML(TwoLines()).Length, html.Length);
        Assert.Contains("https://cdn.plot.ly/", html);
        Assert.Contains("Two lines", html);
    }

    private static GenericChart TwoLines()
    {
        var title = new Title();
        title.SetProperty("text", "Two lines");
        var layout = new Layout();
        layout.SetProperty("title", title);
        return GenericChart.addLayout(layout, Chart.Combine([
            Chart.Line<int, int, string>(x: [0, 1, 2], y: [3, 1, 2], Name: "first"),
            Chart.Line<int, int, string>(x: [0, 1, 2], y: [1, 2, 3], Name: "second"),
        ]));
    }
}
