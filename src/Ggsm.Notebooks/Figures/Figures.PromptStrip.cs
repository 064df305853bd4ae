using Ggsm.Users;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;
using Marker = Plotly.NET.TraceObjects.Marker;

namespace Ggsm.Notebooks;

public static partial class Figures
{
    /// <summary>The input template as the decoder sees it: one strip of tokens, a colour per segment, the anchor at its end.</summary>
    /// <param name="tokens">Token ids of a query, <c>[length]</c>.</param>
    /// <param name="tokenizer">What made them.</param>
    public static GenericChart PromptStrip(int[] tokens, UserTokenizer tokenizer)
    {
        var segments = PromptSegment.Divide(tokens, tokenizer);
        var bars = segments.Select(segment => Chart.StackedBar<int, string, string>(
            values: [segment.Length],
            Keys: new[] { "prompt" },
            Name: segment.Name == SpecialTokens.User ? "anchor" : segment.Name,
            MultiText: new[] { FigureStyle.Short(segment.Text, 160) },
            TextPosition: StyleParam.TextPosition.None,
            MarkerColor: FigureStyle.Paint(ColourOf(segment)),
            ShowLegend: segment.Name != SpecialTokens.User,
            UseDefaults: false));
        var anchors = segments.Where(segment => segment.Name == SpecialTokens.User).Select(segment => Chart.Point<double, string, string>(
            x: [segment.Start + 0.5],
            y: ["prompt"],
            Name: "anchor &lt;USER&gt;",
            Marker: new Marker().With("size", 16),
            MarkerSymbol: StyleParam.MarkerSymbol.Star,
            MarkerColor: FigureStyle.Paint(FigureStyle.Vermillion),
            UseDefaults: false));

        return FigureStyle.Finish(
            Chart.Combine(bars.Concat(anchors)), $"The input template: {tokens.Length} tokens, read out at the anchor", "position (tokens)", "", height: 260, legendRows: 2);
    }

    private static string ColourOf(PromptSegment segment) => segment.Name switch
    {
        SpecialTokens.User => FigureStyle.Vermillion,
        PromptSegment.Instruction => FigureStyle.Grey,
        _ => FigureStyle.OfModality(Modalities.All.First(modality => modality.Name() == segment.Name)),
    };
}
