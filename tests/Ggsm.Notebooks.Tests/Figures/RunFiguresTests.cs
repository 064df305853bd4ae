using Ggsm.Runs;

namespace Ggsm.Notebooks.Tests.Figures;

public sealed class RunFiguresTests
{
    private readonly StepRecord[] _steps = [Step(0, 3.0, 0.5, null), Step(1, 2.0, 0.6, 0.0), Step(2, 1.0, 1.0, 1.0)];

    [Fact]
    public void The_loss_is_drawn_as_logged_and_smoothed()
    {
        var figure = new FigureData(Notebooks.Figures.TrainingLoss(_steps, totalSteps: 10, startingLoss: 3.5));

        Assert.Equal([3.0, 2.0, 1.0], FigureData.Values<double>(figure.Trace("loss")["y"]));
        double[] smoothed = FigureData.Values<double>(figure.Trace("smoothed")["y"]);
        Assert.Equal(3.0, smoothed[0], 9);
        Assert.Equal(((0.8 * 3) + 2) / 1.8, smoothed[1], 9);
        Assert.Equal([3.5, 3.5], FigureData.Values<double>(figure.Trace("guessing")["y"]));
        Assert.Equal([0.0, 9.0], FigureData.Values<double>(figure.Layout["xaxis"]!["range"]));
        Assert.Equal("InfoNCE loss (nats)", figure.YTitle);
    }

    [Fact]
    public void A_run_that_has_not_begun_is_an_empty_curve()
        => Assert.Empty(FigureData.Values<double>(new FigureData(Notebooks.Figures.TrainingLoss([], totalSteps: 10)).Trace("loss")["y"]));

    [Fact]
    public void Several_runs_are_told_apart_by_name_and_colour()
    {
        var figure = new FigureData(Notebooks.Figures.TrainingLoss(new NamedRun("causal", _steps), new NamedRun("ggsm", _steps)));

        Assert.Equal(["causal", "ggsm"], figure.Names);
        Assert.Equal(2, figure.Traces.Select(trace => (string?)trace["line"]!["color"]).Distinct().Count());
    }

    [Fact]
    public void The_future_weight_stands_beside_alpha_where_the_recipe_has_a_schedule()
    {
        var figure = new FigureData(Notebooks.Figures.FutureWeight(new NamedRun("ggsm", _steps), new NamedRun("causal", [Step(0, 1, 0, null)])));

        Assert.Equal(["ggsm: mean future weight", "ggsm: alpha", "causal: mean future weight"], figure.Names);
        Assert.Equal([0.5, 0.6, 1.0], FigureData.Values<double>(figure.Trace("ggsm: mean future weight")["y"]));
        Assert.Equal([1L, 2L], FigureData.Values<long>(figure.Trace("ggsm: alpha")["x"]));
        Assert.Equal([0.0, 1.0], FigureData.Values<double>(figure.Trace("ggsm: alpha")["y"]));
    }

    [Fact]
    public void Probes_along_a_run_are_a_line_a_task_their_mean_and_what_is_possible()
    {
        ProbeRecord[] probes = [Probe(0, "food", 0.6), Probe(0, "movie", 0.5), Probe(200, "food", 0.8), Probe(200, "movie", 0.6)];

        var figure = new FigureData(Notebooks.Figures.ProbeAlongRun(probes, totalSteps: 400, best: 0.78, bestWithoutOrder: 0.69));

        Assert.Equal(["food", "movie", "mean", "guessing", "best without the order", "best possible"], figure.Names);
        Assert.Equal([0.6, 0.8], FigureData.Values<double>(figure.Trace("food")["y"]));
        Assert.Equal([0L, 200L], FigureData.Values<long>(figure.Trace("mean")["x"]));
        Assert.Equal([0.55, 0.7], FigureData.Values<double>(figure.Trace("mean")["y"]).Select(value => Math.Round(value, 9)));
        Assert.Equal([0.5, 0.5], FigureData.Values<double>(figure.Trace("guessing")["y"]));
        Assert.Equal([0.78, 0.78], FigureData.Values<double>(figure.Trace("best possible")["y"]));
        Assert.Equal([0.0, 400.0], FigureData.Values<double>(figure.Layout["xaxis"]!["range"]));
        Assert.Equal("AUC", figure.YTitle);
    }

    [Fact]
    public void A_run_without_probes_shows_what_guessing_gives_alone()
        => Assert.Equal(["mean", "guessing"], new FigureData(Notebooks.Figures.ProbeAlongRun([])).Names);

    [Fact]
    public void Recall_along_a_run_stands_beside_chance()
    {
        EvaluationRecord[] evaluations = [Evaluation(0, 0.02), Evaluation(300, 0.11)];

        var figure = new FigureData(Notebooks.Figures.RecallAlongRun(evaluations, totalSteps: 600));

        Assert.Equal([0L, 300L], FigureData.Values<long>(figure.Trace("recall@10")["x"]));
        Assert.Equal([0.02, 0.11], FigureData.Values<double>(figure.Trace("recall@10")["y"]));
        Assert.Equal([0.02, 0.02], FigureData.Values<double>(figure.Trace("chance")["y"]));
        Assert.Equal([0.0, 600.0], FigureData.Values<double>(figure.Layout["xaxis"]!["range"]));
    }

    private static ProbeRecord Probe(long step, string task, double auc) =>
        new() { Step = step, Task = task, Auc = auc, Low = auc - 0.02, High = auc + 0.02, People = 2000 };

    private static EvaluationRecord Evaluation(long step, double recall) =>
        new() { Step = step, Loss = 3, RecallAt1 = recall / 4, RecallAt10 = recall, ChanceAt10 = 0.02, Pairs = 500 };

    private static StepRecord Step(long step, double loss, double futureWeight, double? alpha) => new()
    {
        Step = step,
        MaskStep = step,
        Loss = loss,
        Alpha = alpha,
        MeanFutureWeight = futureWeight,
        GradientNorm = 1,
        LearningRate = 0.001,
        TokensPerSecond = 1000,
    };
}
