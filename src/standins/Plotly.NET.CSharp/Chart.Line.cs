using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

public static partial class Chart
{
    /// <summary>A line through the points in their order.</summary>
    public static GenericChart Line<XType, YType, TextType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        Optional<bool> ShowMarkers = default,
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
        bool text = TextPosition.IsSome || MultiTextPosition.IsSome;
        var mode = (ShowMarkers.Or(false), text) switch
        {
            (false, false) => "lines",
            (true, false) => "lines+markers",
            (false, true) => "lines+text",
            (true, true) => "lines+markers+text",
        };
        return Scatter(
            x,
            y,
            mode,
            Name: Name,
            ShowLegend: ShowLegend,
            Opacity: Opacity,
            MultiOpacity: MultiOpacity,
            Text: Text,
            MultiText: MultiText,
            TextPosition: TextPosition,
            MultiTextPosition: MultiTextPosition,
            MarkerColor: MarkerColor,
            MarkerColorScale: MarkerColorScale,
            MarkerOutline: MarkerOutline,
            MarkerSymbol: MarkerSymbol,
            MultiMarkerSymbol: MultiMarkerSymbol,
            Marker: Marker,
            LineColor: LineColor,
            LineColorScale: LineColorScale,
            LineWidth: LineWidth,
            LineDash: LineDash,
            Line: Line,
            AlignmentGroup: AlignmentGroup,
            OffsetGroup: OffsetGroup,
            StackGroup: StackGroup,
            Orientation: Orientation,
            GroupNorm: GroupNorm,
            Fill: Fill,
            FillColor: FillColor,
            FillPattern: FillPattern,
            UseWebGL: UseWebGL,
            UseDefaults: UseDefaults);
    }
}
