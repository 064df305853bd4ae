using Ggsm.Synthesis.QueryAnswer;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Ggsm.Notebooks;

public static partial class Figures
{
    /// <summary>How difficult the query-answer pairs of a folder are: the calibration set, the pairs written by its rules, and the threshold of the hard ones.</summary>
    /// <param name="report">What the synthesis reported; at least one pair of each.</param>
    public static GenericChart Difficulty(QueryAnswerReadings report)
    {
        var calibration = Shares(report.Calibration);
        var scaled = Shares(report.Scaled);
        var shown = Enumerable.Range(0, calibration.Length).Where(bin => calibration[bin] + scaled[bin] > 0).ToArray();
        double top = calibration.Concat(scaled).Max();

        return FigureStyle.Finish(
            Chart.Combine([
                DifficultyBars(calibration, shown, "calibration set", FigureStyle.Grey),
                DifficultyBars(scaled, shown, "written by the rules", FigureStyle.Blue),
                FigureStyle.Line([report.Threshold, report.Threshold], [0.0, top], "hard from here on", FigureStyle.Vermillion, dash: StyleParam.DrawingStyle.Dash),
            ]).WithBars("group", gap: 0.15),
            $"Difficulty of {report.Scaled.Sum()} questions and answers",
            "difficulty: 1 - cos(question and history, answer)",
            "share of the pairs");
    }

    private static double[] Shares(IReadOnlyList<int> counts)
    {
        double total = counts.Sum();
        return [.. counts.Select(count => count / total)];
    }

    private static GenericChart DifficultyBars(double[] shares, int[] shown, string name, string colour)
        => Chart.Column<double, double, string>(
            values: shown.Select(bin => shares[bin]).ToArray(),
            Keys: shown.Select(bin => (bin + 0.5) * DifficultyHistogram.BinWidth).ToArray(),
            Name: name,
            MarkerColor: FigureStyle.Paint(colour),
            UseDefaults: false);
}
