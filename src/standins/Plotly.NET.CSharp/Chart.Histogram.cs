using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>How often values fall into each bin.</summary>
    public static GenericChart Histogram<XType, YType, TextType>(
        Optional<IEnumerable<XType>> X = default,
        Optional<IEnumerable<IEnumerable<XType>>> MultiX = default,
        Optional<IEnumerable<YType>> Y = default,
        Optional<IEnumerable<IEnumerable<YType>>> MultiY = default,
        Optional<StyleParam.Orientation> Orientation = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<StyleParam.HistFunc> HistFunc = default,
        Optional<StyleParam.HistNorm> HistNorm = default,
        Optional<string> AlignmentGroup = default,
        Optional<string> OffsetGroup = default,
        Optional<int> NBinsX = default,
        Optional<int> NBinsY = default,
        Optional<string> BinGroup = default,
        Optional<Bins> XBins = default,
        Optional<Bins> YBins = default,
        Optional<Color> MarkerColor = default,
        Optional<StyleParam.Colorscale> MarkerColorScale = default,
        Optional<Line> MarkerOutline = default,
        Optional<StyleParam.PatternShape> MarkerPatternShape = default,
        Optional<IEnumerable<StyleParam.PatternShape>> MultiMarkerPatternShape = default,
        Optional<Pattern> MarkerPattern = default,
        Optional<Marker> Marker = default,
        Optional<Line> Line = default,
        Optional<Error> XError = default,
        Optional<Error> YError = default,
        Optional<Cumulative> Cumulative = default,
        Optional<Hoverlabel> HoverLabel = default,
        Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        var trace = new Trace("histogram");
        trace.Set("x", X);
        trace.Set("x", MultiX);
        trace.Set("y", Y);
        trace.Set("y", MultiY);
        trace.Set("orientation", Orientation);
        trace.Set("name", Name);
        trace.Set("showlegend", ShowLegend);
        trace.Set("opacity", Opacity);
        trace.Set("text", Text);
        trace.Set("text", MultiText);
        trace.Set("textposition", TextPosition);
        trace.Set("histfunc", HistFunc);
        trace.Set("histnorm", HistNorm);
        trace.Set("alignmentgroup", AlignmentGroup);
        trace.Set("offsetgroup", OffsetGroup);
        trace.Set("nbinsx", NBinsX);
        trace.Set("nbinsy", NBinsY);
        trace.Set("bingroup", BinGroup);
        trace.Set("xbins", XBins);
        trace.Set("ybins", YBins);
        trace.Set("error_x", XError);
        trace.Set("error_y", YError);
        trace.Set("cumulative", Cumulative);
        trace.Set("hoverlabel", HoverLabel);

        var marker = Copy(Marker);
        marker.Set("color", MarkerColor);
        marker.Set("colorscale", MarkerColorScale);
        marker.Set("line", MarkerOutline);
        marker.Set("line", Line);
        trace.SetUnlessEmpty("marker", marker);
        return GenericChart.ofTrace(trace, UseDefaults.Or(true));
    }
}
