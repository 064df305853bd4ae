using Ggsm.Runs;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Ggsm.Notebooks;

public static partial class Figures
{
    /// <summary>How much of the past the smoothed loss keeps at each step.</summary>
    private const double Smoothing = 0.8;

    /// <summary>The loss of each update, thin, and its exponential mean, thick.</summary>
    /// <param name="steps">A run's log, in order; may be empty.</param>
    /// <param name="totalSteps">Updates of the whole run: the axis is that long from the start. Null for as long as the log.</param>
    /// <param name="startingLoss">The loss of an encoder that tells no pair from another, such as ln(batch); null to leave it out.</param>
    public static GenericChart TrainingLoss(IReadOnlyList<StepRecord> steps, int? totalSteps = null, double? startingLoss = null)
    {
        long[] x = [.. steps.Select(step => step.Step)];
        double end = Math.Max(1, (totalSteps ?? steps.Count) - 1);
        var charts = new List<GenericChart>
        {
            FigureStyle.Line(x, [.. steps.Select(step => step.Loss)], "loss", FigureStyle.Sky, width: 1),
            FigureStyle.Line(x, Smooth([.. steps.Select(step => step.Loss)]), "smoothed", FigureStyle.Blue, width: 3),
        };
        if (startingLoss is { } start)
            charts.Add(FigureStyle.Line([0.0, end], [start, start], "guessing", FigureStyle.Grey, dash: StyleParam.DrawingStyle.Dash));
        return FigureStyle.Finish(Chart.Combine(charts), "Training loss", "update", "InfoNCE loss (nats)").WithRangeX(0, end);
    }

    /// <summary>The loss of several runs, smoothed.</summary>
    /// <param name="runs">At least one.</param>
    public static GenericChart TrainingLoss(params NamedRun[] runs)
        => FigureStyle.Finish(
            Chart.Combine(runs.Select((run, index) => FigureStyle.Line(
                [.. run.Steps.Select(step => step.Step)], Smooth([.. run.Steps.Select(step => step.Loss)]), run.Name, FigureStyle.Series[index % FigureStyle.Series.Count]))),
            "Training loss, smoothed",
            "update",
            "InfoNCE loss (nats)");

    private static double[] Smooth(double[] values)
    {
        double sum = 0;
        double weight = 0;
        return [.. values.Select(value =>
        {
            sum = (Smoothing * sum) + value;
            weight = (Smoothing * weight) + 1;
            return sum / weight;
        })];
    }
}
