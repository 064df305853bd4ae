using Ggsm.Runs;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Ggsm.Notebooks;

public static partial class Figures
{
    private const double Guessing = 0.5;

    /// <summary>
    /// What a linear probe reads of each task out of held-out people's embeddings along a run: a thin line a task, a thick one for their
    /// mean, and what guessing gives.
    /// </summary>
    /// <param name="probes">A run's probes, such as <see cref="RunFolder.Probes"/>.</param>
    /// <param name="totalSteps">Updates of the whole run: the axis is that long from the start. Null for as long as the probes.</param>
    /// <param name="best">The mean AUC of the best possible reader; null to leave it out.</param>
    /// <param name="bestWithoutOrder">The mean AUC of the best reader that does not see the order of events; null to leave it out.</param>
    public static GenericChart ProbeAlongRun(
        IReadOnlyList<ProbeRecord> probes, int? totalSteps = null, double? best = null, double? bestWithoutOrder = null)
    {
        double end = Math.Max(1, totalSteps ?? probes.Select(probe => probe.Step).DefaultIfEmpty(1).Max());
        var means = probes.GroupBy(probe => probe.Step).ToArray();
        var charts = probes.GroupBy(probe => probe.Task)
            .Select((task, index) => FigureStyle.Line(
                [.. task.Select(probe => probe.Step)], [.. task.Select(probe => probe.Auc)], task.Key, FigureStyle.Series[(index + 1) % FigureStyle.Series.Count], width: 1.5))
            .Append(FigureStyle.Line(
                [.. means.Select(step => step.Key)], [.. means.Select(step => step.Average(probe => probe.Auc))], "mean", FigureStyle.Blue, width: 3.5))
            .Append(Level(Guessing, "guessing", StyleParam.DrawingStyle.Dash))
            .ToList();
        if (bestWithoutOrder is { } orderFree)
            charts.Add(Level(orderFree, "best without the order", StyleParam.DrawingStyle.Dot));
        if (best is { } most)
            charts.Add(Level(most, "best possible", StyleParam.DrawingStyle.DashDot));
        return FigureStyle.Finish(Chart.Combine(charts), "What a probe reads of people the run has not seen", "update", "AUC", legendRows: 2).WithRangeX(0, end);

        GenericChart Level(double value, string name, StyleParam.DrawingStyle dash) =>
            FigureStyle.Line([0.0, end], [value, value], name, FigureStyle.Grey, dash: dash);
    }

    /// <summary>Recall at ten of held-out people along a run, and that of a random ranking.</summary>
    /// <param name="evaluations">A run's evaluations, such as <see cref="RunFolder.Evaluations"/>.</param>
    /// <param name="totalSteps">Updates of the whole run: the axis is that long from the start. Null for as long as the evaluations.</param>
    public static GenericChart RecallAlongRun(IReadOnlyList<EvaluationRecord> evaluations, int? totalSteps = null)
    {
        long[] steps = [.. evaluations.Select(evaluation => evaluation.Step)];
        double end = Math.Max(1, totalSteps ?? steps.DefaultIfEmpty(1).Max());
        return FigureStyle.Finish(
            Chart.Combine([
                FigureStyle.Line(steps, [.. evaluations.Select(evaluation => evaluation.RecallAt10 ?? double.NaN)], "recall@10", FigureStyle.Blue, width: 3),
                FigureStyle.Line(steps, [.. evaluations.Select(evaluation => evaluation.ChanceAt10 ?? double.NaN)], "chance", FigureStyle.Grey, dash: StyleParam.DrawingStyle.Dash),
            ]),
            "Finding one's own future along the run", "update", "people who find theirs among ten (share)").WithRangeX(0, end);
    }
}
