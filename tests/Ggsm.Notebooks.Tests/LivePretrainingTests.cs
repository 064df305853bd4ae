using Ggsm.Runs;
using Ggsm.Training;
using Microsoft.DotNet.Interactive.Formatting;

namespace Ggsm.Notebooks.Tests;

public sealed class LivePretrainingTests
{
    [Fact]
    public void One_line_counts_in_place_and_ends_by_saying_what_was_made()
    {
        var shown = new List<(string Id, string Text)>();
        using var subscription = Formatter.SubscribeToDisplayedValues(value => shown.Add((value.DisplayId, value.Value.ToString()!)));
        var live = new LivePretraining(redrawEvery: TimeSpan.Zero);
        for (var step = 0; step < 3; step++)
            live.Report(Progress(step, total: 3));

        Assert.Single(shown.Select(update => update.Id).Distinct());
        Assert.Contains("1 of 3 updates, perplexity 20.5", shown[0].Text);
        Assert.Contains("pretrained causally: 3 updates", shown[^1].Text);
        Assert.Equal(3, shown.Count);
    }

    [Fact]
    public void Updates_that_come_too_fast_are_left_out_but_for_the_first_and_the_last()
    {
        var shown = new List<string>();
        using var subscription = Formatter.SubscribeToDisplayedValues(value => shown.Add(value.Value.ToString()!));
        var live = new LivePretraining(redrawEvery: TimeSpan.FromHours(1));
        for (var step = 0; step < 40; step++)
            live.Report(Progress(step, total: 40));

        Assert.Equal(2, shown.Count);
    }

    private static TrainingProgress Progress(int step, int total) => new(
        new StepRecord { Step = step, Loss = 3, Perplexity = 20.5, GradientNorm = 1, LearningRate = 0.001, TokensPerSecond = 1, BagOfWordsLoss = 4 },
        total,
        TimeSpan.Zero);
}
