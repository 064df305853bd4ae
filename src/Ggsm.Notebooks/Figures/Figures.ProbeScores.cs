using System.Globalization;
using Ggsm.Evaluation;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Ggsm.Notebooks;

public static partial class Figures
{
    /// <summary>How far a probe's scores set the users with label 1 apart from the others.</summary>
    /// <param name="result">One task of one encoder.</param>
    public static GenericChart ProbeScores(ProbeResult result)
        => FigureStyle.Finish(
            Chart.Combine([Scores(result, 0, FigureStyle.Grey), Scores(result, 1, FigureStyle.Blue)]).WithBars("overlay", gap: 0.02),
            $"Probe scores of {result.TestUsers} held-out users: {result.Task}, AUC {result.Auc.Estimate.ToString("0.000", CultureInfo.InvariantCulture)}",
            "score of the probe (log-odds)",
            "share of the class");

    private static GenericChart Scores(ProbeResult result, int label, string colour)
        => Chart.Histogram<double, double, string>(
            X: result.TestScores.Where((_, user) => result.TestLabels[user] == label).ToArray(),
            Name: $"label {label}",
            HistNorm: StyleParam.HistNorm.Probability,
            NBinsX: 30,
            Opacity: 0.7,
            MarkerColor: FigureStyle.Paint(colour),
            UseDefaults: false);
}
