using System.Globalization;
using Ggsm.Evaluation;
using Ggsm.Runs;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Ggsm.Notebooks;

public static partial class Figures
{
    /// <summary>How often held-out users find their own answer among all held-out answers, beside what chance would find.</summary>
    /// <param name="recalls">Recall and chance at each K.</param>
    /// <param name="candidates">Answers in the pool.</param>
    public static GenericChart RetrievalRecall(IReadOnlyList<RecallAtK> recalls, int candidates)
    {
        string[] keys = [.. recalls.Select(recall => $"recall@{recall.K}")];
        return FigureStyle.Finish(
            Chart.Combine([
                Recalls([.. recalls.Select(recall => recall.Recall)], keys, "user embedding", FigureStyle.Blue),
                Recalls([.. recalls.Select(recall => recall.Chance)], keys, "chance", FigureStyle.Grey),
            ]).WithBars("group", gap: 0.35).WithRangeY(0, 1.05),
            $"Finding one's own future among {candidates} held-out answers",
            "answers looked at",
            "users who find theirs (share)");
    }

    /// <summary>The same from a retrieval result.</summary>
    public static GenericChart RetrievalRecall(RetrievalResult result) => RetrievalRecall(result.Recalls, result.Candidates);

    /// <summary>The same from what a training run measured at its end.</summary>
    /// <exception cref="BadInputException">The run measured no retrieval: it was interrupted, or nothing was held out.</exception>
    public static GenericChart RetrievalRecall(TrainingResult result)
    {
        if (result is not { RecallAt1: { } first, RecallAt10: { } ten, ChanceAt10: { } chance, HeldOut: > 0 })
            throw new BadInputException("This run measured no retrieval.", remedy: "Let it run to its end, on data with held-out pairs.");
        var candidates = result.Candidates ?? result.HeldOut;
        return RetrievalRecall([new RecallAtK(1, first, 1.0 / candidates), new RecallAtK(10, ten, chance)], candidates);
    }

    private static GenericChart Recalls(double[] values, string[] keys, string name, string colour)
        => Chart.Column<double, string, string>(
            values: values,
            Keys: keys,
            Name: name,
            MultiText: values.Select(value => value.ToString("0.000", CultureInfo.InvariantCulture)).ToArray(),
            TextPosition: StyleParam.TextPosition.Outside,
            MarkerColor: FigureStyle.Paint(colour),
            UseDefaults: false);
}
