using Ggsm.Runs;
using Ggsm.Training;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;

namespace Ggsm.Notebooks.Tests.Figures;

public sealed class LiveLossTests
{
    [Fact]
    public void The_curve_is_displayed_once_and_then_grows_in_place()
    {
        var shown = new List<(DisplayedValue Displayed, int Steps)>();
        using var subscription = Formatter.SubscribeToDisplayedValues(value => shown.Add((value, Count(value))));
        var live = new LiveLoss(redrawEvery: TimeSpan.Zero);
        for (int step = 0; step < 3; step++) live.Report(Progress(step));
        live.Finish();

        Assert.Equal([1, 2, 3, 3], shown.Select(update => update.Steps));
        Assert.Single(shown.Select(update => update.Displayed.DisplayId).Distinct());
    }

    [Fact]
    public void Steps_that_come_too_fast_are_drawn_at_the_end()
    {
        var shown = new List<int>();
        using var subscription = Formatter.SubscribeToDisplayedValues(value => shown.Add(Count(value)));
        var live = new LiveLoss(redrawEvery: TimeSpan.FromHours(1));
        for (int step = 0; step < 50; step++) live.Report(Progress(step));
        live.Finish();

        Assert.Equal([1, 50], shown);
    }

    private static int Count(DisplayedValue value)
        => FigureData.Values<double>(new FigureData(Assert.IsType<GenericChart>(value.Value, exactMatch: false)).Trace("loss")["y"]).Length;

    private static TrainingProgress Progress(int step) => new(
        new StepRecord { Step = step, MaskStep = step, Loss = 3 - (step * 0.01), MeanFutureWeight = 0.5, GradientNorm = 1, LearningRate = 0.001, TokensPerSecond = 1 },
        TotalSteps: 60,
        TimeSpan.Zero);
}
