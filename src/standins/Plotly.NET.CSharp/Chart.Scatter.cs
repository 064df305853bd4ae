using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>Points, lines or both.</summary>
    private static GenericChart Scatter<XType, YType, TextType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        string mode,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<IEnumerable<double>> MultiOpacity = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<StyleParam.TextPosition> TextPosition = default,
        Optional<IEnumerable<StyleParam.TextPosition>> MultiTextPosition = default,
        Optional<Color> MarkerColor = default,
        Optional<StyleParam.Colorscale> MarkerColorScale = default,
        Optional<Line> MarkerOutline = default,
        Optional<StyleParam.MarkerSymbol> MarkerSymbol = default,
        Optional<IEnumerable<StyleParam.MarkerSymbol>> MultiMarkerSymbol = default,
        Optional<Marker> Marker = default,
        Optional<Color> LineColor = default,
        Optional<StyleParam.Colorscale> LineColorScale = default,
        Optional<double> LineWidth = default,
        Optional<StyleParam.DrawingStyle> LineDash = default,
        Optional<Line> Line = default,
        Optional<string> AlignmentGroup = default,
        Optional<string> OffsetGroup = default,
        Optional<string> StackGroup = default,
        Optional<StyleParam.Orientation> Orientation = default,
        Optional<StyleParam.GroupNorm> GroupNorm = default,
        Optional<StyleParam.Fill> Fill = default,
        Optional<Color> FillColor = default,
        Optional<Pattern> FillPattern = default,
        Optional<bool> UseWebGL = default,
        Optional<bool> UseDefaults = default)
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        var trace = new Trace(UseWebGL.Or(false) ? "scattergl" : "scatter");
        trace.SetProperty("x", x);
        trace.SetProperty("y", y);
        trace.SetProperty("mode", mode);
        trace.Set("name", Name);
        trace.Set("showlegend", ShowLegend);
        trace.Set("opacity", Opacity);
        trace.Set("text", Text);
        trace.Set("text", MultiText);
        trace.Set("textposition", TextPosition);
        trace.Set("textposition", MultiTextPosition);
        trace.Set("alignmentgroup", AlignmentGroup);
        trace.Set("offsetgroup", OffsetGroup);
        trace.Set("stackgroup", StackGroup);
        trace.Set("orientation", Orientation);
        trace.Set("groupnorm", GroupNorm);
        trace.Set("fill", Fill);
        trace.Set("fillcolor", FillColor);
        trace.Set("fillpattern", FillPattern);

        var marker = Copy(Marker);
        marker.Set("color", MarkerColor);
        marker.Set("colorscale", MarkerColorScale);
        marker.Set("line", MarkerOutline);
        marker.Set("symbol", MarkerSymbol);
        marker.Set("symbol", MultiMarkerSymbol);
        marker.Set("opacity", MultiOpacity);
        trace.SetUnlessEmpty("marker", marker);

        var line = Copy(Line);
        line.Set("color", LineColor);
        line.Set("colorscale", LineColorScale);
        line.Set("width", LineWidth);
        line.Set("dash", LineDash);
        trace.SetUnlessEmpty("line", line);
        return GenericChart.ofTrace(trace, UseDefaults.Or(true));
    }
}
