using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Ggsm.Notebooks;

public static partial class Figures
{
    /// <summary>How recipes open the future when they are given the same gradients, such as ggsm as described and as released.</summary>
    /// <param name="rehearsals">At least one.</param>
    public static GenericChart Rehearsals(params MaskRehearsal[] rehearsals)
        => FigureStyle.Finish(
            Chart.Combine(rehearsals.Select((rehearsal, index) => FigureStyle.Line(
                Enumerable.Range(0, rehearsal.FutureWeights.Count).ToArray(),
                rehearsal.FutureWeights,
                rehearsal.Name,
                FigureStyle.Series[index % FigureStyle.Series.Count],
                width: 3))),
            "Recipes on the same gradients",
            "update",
            "mean future weight (0 closed, 1 open)")
            .WithRangeY(-0.03, 1.03);
}
