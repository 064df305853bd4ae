using Ggsm.Runs;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;
using Marker = Plotly.NET.TraceObjects.Marker;

namespace Ggsm.Notebooks;

public static partial class Figures
{
    /// <summary>
    /// How strongly the loss pulled at each position: the gradient norm that the recipe guides its mask by, at each snapshot.
    /// Where only the anchor is read out and the last hidden state is asked, every other position has none.
    /// </summary>
    /// <param name="masks">Snapshots in order; those without importance are left out, at least one must have it.</param>
    /// <param name="tokens">The text at each position, for labels; null for numbers.</param>
    public static GenericChart ImportanceByPosition(IReadOnlyList<MaskSnapshot> masks, IReadOnlyList<string>? tokens = null)
    {
        var shown = masks.Where(mask => mask.Importance is not null).ToArray();
        if (shown.Length == 0)
            throw new BadInputException("None of the masks has an importance.", remedy: "Take the log of a recipe that is guided by gradients, such as ggsm.");

        int length = shown.Max(mask => mask.Importance!.Length);
        string[] labels = PositionLabels.Of([.. Enumerable.Range(0, length)], tokens);
        return FigureStyle.Finish(
            Chart.Combine(shown.Select((mask, index) => Chart.Line<string, float, string>(
                x: labels[..mask.Importance!.Length],
                y: mask.Importance,
                ShowMarkers: true,
                Name: $"step {mask.Step}",
                Marker: new Marker().With("size", 5),
                LineColor: FigureStyle.Paint(FigureStyle.Series[index % FigureStyle.Series.Count]),
                MarkerColor: FigureStyle.Paint(FigureStyle.Series[index % FigureStyle.Series.Count]),
                UseDefaults: false))),
            $"Importance by position, {shown[0].Tower} tower",
            "key position",
            "importance (gradient norm)",
            bottom: tokens is not null && length <= PositionLabels.MostNamed ? 110 : 60)
            .WithXAxisStyle<double, double, string>(
                AxisType: StyleParam.AxisType.Category, CategoryOrder: StyleParam.CategoryOrder.Array, CategoryArray: labels);
    }
}
