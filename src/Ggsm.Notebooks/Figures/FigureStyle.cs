using Ggsm.Users;
using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Ggsm.Notebooks;

/// <summary>
/// The one look of all figures: the colours of Okabe and Ito, which readers with any colour vision can tell apart, on white,
/// with a title that says what is drawn and axis titles that give the unit.
/// </summary>
internal static class FigureStyle
{
    internal const string Blue = "#0072B2";
    internal const string Orange = "#E69F00";
    internal const string Green = "#009E73";
    internal const string Vermillion = "#D55E00";
    internal const string Purple = "#CC79A7";
    internal const string Sky = "#56B4E9";
    internal const string Grey = "#8A8F98";

    internal const int Height = 380;

    private const string Ink = "#1D2433";
    private const string GridLine = "#E3E6EA";

    /// <summary>For series that have no colour of their own, in order.</summary>
    internal static IReadOnlyList<string> Series { get; } = [Blue, Vermillion, Green, Orange, Purple, Sky];

    /// <summary>White for a closed position (weight 0), dark blue for an open one (weight 1).</summary>
    internal static object[][] Weights { get; } = [[0.0, "#FFFFFF"], [0.25, "#C6DDEE"], [0.5, "#7FB3D8"], [0.75, "#3380BB"], [1.0, "#0B3C68"]];

    internal static string OfModality(Modality modality) => modality switch
    {
        Modality.Bill => Blue,
        Modality.MiniProgram => Orange,
        Modality.Spm => Green,
        Modality.App => Vermillion,
        Modality.Search => Purple,
        _ => Sky,
    };

    internal static Color Paint(string colour) => Color.fromString(colour);

    /// <summary>A line without markers.</summary>
    internal static GenericChart Line<TX, TY>(
        IEnumerable<TX> x, IEnumerable<TY> y, string name, string colour, double width = 2, StyleParam.DrawingStyle? dash = null, bool legend = true)
        where TX : IConvertible
        where TY : IConvertible
        => Chart.Line<TX, TY, string>(
            x, y, Name: name, ShowLegend: legend, LineColor: Paint(colour), LineWidth: width, LineDash: dash ?? StyleParam.DrawingStyle.Solid, UseDefaults: false);

    /// <summary>Gives a chart its title, axis titles and the common look.</summary>
    internal static GenericChart Finish(
        GenericChart chart, string title, string xTitle, string yTitle, int height = Height, int left = 70, int bottom = 60, int legendRows = 1)
        => Frame(Axes(chart, xTitle, yTitle), title, height, left, bottom, legendRows);

    /// <summary>Axis titles, thin grid lines, no zero line.</summary>
    internal static GenericChart Axes(GenericChart chart, string xTitle, string yTitle)
        => chart
            .WithXAxisStyle<double, double, string>(TitleText: xTitle, GridColor: Paint(GridLine), ZeroLine: false, ShowLine: true, LineColor: Paint(Grey))
            .WithYAxisStyle<double, double, string>(TitleText: yTitle, GridColor: Paint(GridLine), ZeroLine: false, ShowLine: true, LineColor: Paint(Grey));

    /// <summary>Title, font, background, margins, and the legend in a row above the plot.</summary>
    internal static GenericChart Frame(GenericChart chart, string title, int height, int left, int bottom, int legendRows)
    {
        var layout = new Layout()
            .With("title", new Title()
                .With("text", title)
                .With("font", new Font().With("size", 16.0))
                // From the edge of the figure, so that a long title ends before the buttons begin.
                .With("x", 0.012)
                .With("xref", "container")
                .With("y", 1 - (14.0 / height))
                .With("yanchor", "top"))
            .With("font", new Font().With("family", "Helvetica, Arial, sans-serif").With("size", 12.0).With("color", Ink))
            .With("margin", new Margin().With("l", left).With("r", 30).With("t", 56 + (24 * legendRows)).With("b", bottom))
            .With("height", height)
            .With("paper_bgcolor", "#FFFFFF")
            .With("plot_bgcolor", "#FFFFFF");
        return GenericChart.addLayout(layout, chart)
            .WithLegendStyle(Orientation: StyleParam.Orientation.Horizontal, X: 0.0, Y: 1.0, YAnchor: StyleParam.YAnchorPosition.Bottom, TraceOrder: StyleParam.TraceOrder.Normal);
    }

    internal static GenericChart WithRangeX(this GenericChart chart, double low, double high)
        => chart.WithXAxisStyle<double, double, string>(MinMax: Tuple.Create(low, high));

    internal static GenericChart WithRangeY(this GenericChart chart, double low, double high)
        => chart.WithYAxisStyle<double, double, string>(MinMax: Tuple.Create(low, high));

    /// <summary>Where bars of several series stand: side by side (<c>group</c>) or on one another (<c>overlay</c>).</summary>
    internal static GenericChart WithBars(this GenericChart chart, string mode, double gap)
        => GenericChart.addLayout(new Layout().With("barmode", mode).With("bargap", gap), chart);

    /// <summary>Text cut to a length that fits a hover label or a legend.</summary>
    internal static string Short(string text, int length) => text.Length <= length ? text : string.Concat(text.AsSpan(0, length - 1), "…");
}
