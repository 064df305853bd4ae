using Plotly.NET.LayoutObjects;

namespace Plotly.NET.CSharp;

public static partial class GenericChartExtensions
{
    /// <summary>Titles, ranges and lines of a horizontal axis.</summary>
    public static GenericChart WithXAxisStyle<MinType, MaxType, CategoryArrayType>(
        this GenericChart gChart,
        Optional<string> TitleText = default,
        Optional<Font> TitleFont = default,
        Optional<int> TitleStandoff = default,
        Optional<Title> Title = default,
        Optional<Color> Color = default,
        Optional<StyleParam.AxisType> AxisType = default,
        Optional<Tuple<MinType, MaxType>> MinMax = default,
        Optional<StyleParam.Mirror> Mirror = default,
        Optional<bool> ShowSpikes = default,
        Optional<Color> SpikeColor = default,
        Optional<int> SpikeThickness = default,
        Optional<bool> ShowLine = default,
        Optional<Color> LineColor = default,
        Optional<bool> ShowGrid = default,
        Optional<Color> GridColor = default,
        Optional<StyleParam.DrawingStyle> GridDash = default,
        Optional<bool> ZeroLine = default,
        Optional<Color> ZeroLineColor = default,
        Optional<StyleParam.LinearAxisId> Anchor = default,
        Optional<StyleParam.Side> Side = default,
        Optional<StyleParam.LinearAxisId> Overlaying = default,
        Optional<Tuple<double, double>> Domain = default,
        Optional<double> Position = default,
        Optional<StyleParam.CategoryOrder> CategoryOrder = default,
        Optional<IEnumerable<CategoryArrayType>> CategoryArray = default,
        Optional<RangeSlider> RangeSlider = default,
        Optional<RangeSelector> RangeSelector = default,
        Optional<Color> BackgroundColor = default,
        Optional<bool> ShowBackground = default,
        Optional<StyleParam.SubPlotId> Id = default)
        where MinType : IConvertible
        where MaxType : IConvertible
        where CategoryArrayType : IConvertible
    {
        return gChart.StyleAxis(Id.Or(StyleParam.SubPlotId.NewXAxis(1)), axis =>
        {
            Set(axis, "title", AxisTitle(Title, TitleText, TitleFont, TitleStandoff));
            Set(axis, "color", Color);
            Set(axis, "type", AxisType);
            Set(axis, "range", MinMax.IsSome ? new object[] { MinMax.Value.Item1, MinMax.Value.Item2 } : null);
            Set(axis, "mirror", Mirror);
            Set(axis, "showspikes", ShowSpikes);
            Set(axis, "spikecolor", SpikeColor);
            Set(axis, "spikethickness", SpikeThickness);
            Set(axis, "showline", ShowLine);
            Set(axis, "linecolor", LineColor);
            Set(axis, "showgrid", ShowGrid);
            Set(axis, "gridcolor", GridColor);
            Set(axis, "griddash", GridDash);
            Set(axis, "zeroline", ZeroLine);
            Set(axis, "zerolinecolor", ZeroLineColor);
            Set(axis, "anchor", Anchor);
            Set(axis, "side", Side);
            Set(axis, "overlaying", Overlaying);
            Set(axis, "domain", Domain.IsSome ? new[] { Domain.Value.Item1, Domain.Value.Item2 } : null);
            Set(axis, "position", Position);
            Set(axis, "categoryorder", CategoryOrder);
            Set(axis, "categoryarray", CategoryArray);
            Set(axis, "rangeslider", RangeSlider);
            Set(axis, "rangeselector", RangeSelector);
            Set(axis, "backgroundcolor", BackgroundColor);
            Set(axis, "showbackground", ShowBackground);
        });
    }

    /// <summary>Titles, ranges and lines of a vertical axis.</summary>
    public static GenericChart WithYAxisStyle<MinType, MaxType, CategoryArrayType>(
        this GenericChart gChart,
        Optional<string> TitleText = default,
        Optional<Font> TitleFont = default,
        Optional<int> TitleStandoff = default,
        Optional<Title> Title = default,
        Optional<Color> Color = default,
        Optional<StyleParam.AxisType> AxisType = default,
        Optional<Tuple<MinType, MaxType>> MinMax = default,
        Optional<StyleParam.Mirror> Mirror = default,
        Optional<bool> ShowSpikes = default,
        Optional<Color> SpikeColor = default,
        Optional<int> SpikeThickness = default,
        Optional<bool> ShowLine = default,
        Optional<Color> LineColor = default,
        Optional<bool> ShowGrid = default,
        Optional<Color> GridColor = default,
        Optional<StyleParam.DrawingStyle> GridDash = default,
        Optional<bool> ZeroLine = default,
        Optional<Color> ZeroLineColor = default,
        Optional<StyleParam.LinearAxisId> Anchor = default,
        Optional<StyleParam.Side> Side = default,
        Optional<StyleParam.LinearAxisId> Overlaying = default,
        Optional<bool> AutoShift = default,
        Optional<int> Shift = default,
        Optional<Tuple<double, double>> Domain = default,
        Optional<double> Position = default,
        Optional<StyleParam.CategoryOrder> CategoryOrder = default,
        Optional<IEnumerable<CategoryArrayType>> CategoryArray = default,
        Optional<RangeSlider> RangeSlider = default,
        Optional<RangeSelector> RangeSelector = default,
        Optional<Color> BackgroundColor = default,
        Optional<bool> ShowBackground = default,
        Optional<StyleParam.SubPlotId> Id = default)
        where MinType : IConvertible
        where MaxType : IConvertible
        where CategoryArrayType : IConvertible
    {
        return gChart.StyleAxis(Id.Or(StyleParam.SubPlotId.NewYAxis(1)), axis =>
        {
            Set(axis, "title", AxisTitle(Title, TitleText, TitleFont, TitleStandoff));
            Set(axis, "color", Color);
            Set(axis, "type", AxisType);
            Set(axis, "range", MinMax.IsSome ? new object[] { MinMax.Value.Item1, MinMax.Value.Item2 } : null);
            Set(axis, "mirror", Mirror);
            Set(axis, "showspikes", ShowSpikes);
            Set(axis, "spikecolor", SpikeColor);
            Set(axis, "spikethickness", SpikeThickness);
            Set(axis, "showline", ShowLine);
            Set(axis, "linecolor", LineColor);
            Set(axis, "showgrid", ShowGrid);
            Set(axis, "gridcolor", GridColor);
            Set(axis, "griddash", GridDash);
            Set(axis, "zeroline", ZeroLine);
            Set(axis, "zerolinecolor", ZeroLineColor);
            Set(axis, "anchor", Anchor);
            Set(axis, "side", Side);
            Set(axis, "overlaying", Overlaying);
            Set(axis, "autoshift", AutoShift);
            Set(axis, "shift", Shift);
            Set(axis, "domain", Domain.IsSome ? new[] { Domain.Value.Item1, Domain.Value.Item2 } : null);
            Set(axis, "position", Position);
            Set(axis, "categoryorder", CategoryOrder);
            Set(axis, "categoryarray", CategoryArray);
            Set(axis, "rangeslider", RangeSlider);
            Set(axis, "rangeselector", RangeSelector);
            Set(axis, "backgroundcolor", BackgroundColor);
            Set(axis, "showbackground", ShowBackground);
        });
    }
}
