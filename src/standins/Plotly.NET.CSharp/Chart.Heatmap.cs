namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>A matrix of values as colours.</summary>
    public static GenericChart Heatmap<ZType, XType, YType, TextType>(
        IEnumerable<IEnumerable<ZType>> zData,
        Optional<IEnumerable<XType>> X = default,
        Optional<IEnumerable<IEnumerable<XType>>> MultiX = default,
        Optional<IEnumerable<YType>> Y = default,
        Optional<IEnumerable<IEnumerable<YType>>> MultiY = default,
        Optional<string> Name = default,
        Optional<bool> ShowLegend = default,
        Optional<double> Opacity = default,
        Optional<int> XGap = default,
        Optional<int> YGap = default,
        Optional<TextType> Text = default,
        Optional<IEnumerable<TextType>> MultiText = default,
        Optional<ColorBar> ColorBar = default,
        Optional<StyleParam.Colorscale> ColorScale = default,
        Optional<bool> ShowScale = default,
        Optional<bool> ReverseScale = default,
        Optional<StyleParam.SmoothAlg> ZSmooth = default,
        Optional<bool> Transpose = default,
        Optional<bool> UseWebGL = default,
        Optional<bool> ReverseYAxis = default,
        Optional<bool> UseDefaults = default)
        where ZType : IConvertible
        where XType : IConvertible
        where YType : IConvertible
        where TextType : IConvertible
    {
        var trace = new Trace(UseWebGL.Or(false) ? "heatmapgl" : "heatmap");
        trace.SetProperty("z", zData);
        trace.Set("x", X);
        trace.Set("x", MultiX);
        trace.Set("y", Y);
        trace.Set("y", MultiY);
        trace.Set("xgap", XGap);
        trace.Set("ygap", YGap);
        trace.Set("name", Name);
        trace.Set("showlegend", ShowLegend);
        trace.Set("opacity", Opacity);
        trace.Set("text", Text);
        trace.Set("text", MultiText);
        trace.Set("colorbar", ColorBar);
        trace.Set("colorscale", ColorScale);
        trace.Set("showscale", ShowScale);
        trace.Set("reversescale", ReverseScale);
        trace.Set("zsmooth", ZSmooth);
        trace.Set("transpose", Transpose);
        var chart = GenericChart.ofTrace(trace, UseDefaults.Or(true));
        return ReverseYAxis.Or(false) ? chart.StyleAxis(StyleParam.SubPlotId.NewYAxis(1), axis => axis["autorange"] = "reversed") : chart;
    }
}
