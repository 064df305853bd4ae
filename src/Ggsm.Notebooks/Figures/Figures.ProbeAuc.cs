using System.Globalization;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;
using Marker = Plotly.NET.TraceObjects.Marker;

namespace Ggsm.Notebooks;

public static partial class Figures
{
    /// <summary>Room beside the outermost intervals, in AUC.</summary>
    private const double Room = 0.03;

    /// <summary>AUC of a linear probe with its bootstrap interval, a row per task and encoder, and the 0.5 of guessing.</summary>
    /// <param name="probes">Encoders and tasks in any order; at least one.</param>
    public static GenericChart ProbeAuc(IReadOnlyList<EncoderProbe> probes)
    {
        string[] encoders = [.. probes.Select(probe => probe.Encoder).Distinct()];
        EncoderProbe[] rows = [.. probes.OrderBy(probe => probe.Result.Task, StringComparer.Ordinal).ThenBy(probe => Array.IndexOf(encoders, probe.Encoder))];
        string[] labels = [.. rows.Select(Label).Reverse()];
        var charts = encoders
            .Select((encoder, index) => (Rows: rows.Where(row => row.Encoder == encoder).ToArray(), Colour: FigureStyle.Series[index % FigureStyle.Series.Count]))
            .SelectMany(group => group.Rows.Select(row => Interval(row, group.Colour)).Append(Estimates(group.Rows, group.Colour)))
            .Append(FigureStyle.Line([0.5, 0.5], [labels[0], labels[^1]], "guessing", FigureStyle.Grey, dash: StyleParam.DrawingStyle.Dash));
        double level = probes[0].Result.Auc.Level;

        return FigureStyle.Finish(
            Chart.Combine(charts),
            $"AUC of a linear probe, {level.ToString("0%", CultureInfo.InvariantCulture)} bootstrap intervals",
            "AUC on users the probe has not seen",
            "",
            height: 200 + (36 * rows.Length),
            left: 210)
            .WithRangeX(Math.Min(0.5, rows.Min(row => row.Result.Auc.Low)) - Room, rows.Max(row => row.Result.Auc.High) + Room)
            .WithRangeY(-0.7, rows.Length - 0.3)
            .WithYAxisStyle<double, double, string>(
                AxisType: StyleParam.AxisType.Category, CategoryOrder: StyleParam.CategoryOrder.Array, CategoryArray: labels);
    }

    private static string Label(EncoderProbe probe) => $"{probe.Result.Task} · {probe.Encoder}";

    private static GenericChart Interval(EncoderProbe probe, string colour)
        => FigureStyle.Line([probe.Result.Auc.Low, probe.Result.Auc.High], [Label(probe), Label(probe)], $"{Label(probe)} interval", colour, width: 4, legend: false);

    private static GenericChart Estimates(EncoderProbe[] probes, string colour)
        => Chart.Point<double, string, string>(
            x: probes.Select(probe => probe.Result.Auc.Estimate).ToArray(),
            y: probes.Select(Label).ToArray(),
            Name: probes[0].Encoder,
            MultiText: probes.Select(probe => probe.Result.Auc.Estimate.ToString("0.000", CultureInfo.InvariantCulture)).ToArray(),
            TextPosition: StyleParam.TextPosition.TopCenter,
            Marker: new Marker().With("size", 11),
            MarkerColor: FigureStyle.Paint(colour),
            UseDefaults: false);
}
