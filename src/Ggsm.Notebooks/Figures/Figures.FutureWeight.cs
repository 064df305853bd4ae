using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Ggsm.Notebooks;

public static partial class Figures
{
    /// <summary>How a run opens the future: the mean weight of the positions j &gt; i it used, and alpha, which its schedule asked for.</summary>
    /// <param name="runs">One run, or several to compare, such as ggsm and ggsm-released; at least one.</param>
    public static GenericChart FutureWeight(params NamedRun[] runs)
        => FigureStyle.Finish(
            Chart.Combine(runs.SelectMany((run, index) => Weights(run, FigureStyle.Series[index % FigureStyle.Series.Count]))),
            "How the mask opens",
            "update",
            "future weight (0 closed, 1 open)")
            .WithRangeY(-0.03, 1.03);

    private static IEnumerable<GenericChart> Weights(NamedRun run, string colour)
    {
        yield return FigureStyle.Line(
            [.. run.Steps.Select(step => step.Step)], [.. run.Steps.Select(step => step.MeanFutureWeight)], $"{run.Name}: mean future weight", colour, width: 3);

        var scheduled = run.Steps.Where(step => step.Alpha is not null).ToArray();
        if (scheduled.Length == 0) yield break;
        yield return FigureStyle.Line(
            [.. scheduled.Select(step => step.Step)],
            [.. scheduled.Select(step => step.Alpha!.Value)],
            $"{run.Name}: alpha",
            colour,
            width: 1.5,
            dash: StyleParam.DrawingStyle.Dot);
    }
}
