using Ggsm.Evaluation;
using Ggsm.Runs;

namespace Ggsm.Notebooks.Tests.Figures;

public sealed class EvaluationFiguresTests
{
    [Fact]
    public void Recall_stands_beside_chance()
    {
        var figure = new FigureData(Notebooks.Figures.RetrievalRecall([new RecallAtK(1, 0.2, 0.01), new RecallAtK(10, 0.6, 0.1)], 100));

        Assert.Equal(["recall@1", "recall@10"], FigureData.Values<string>(figure.Trace("user embedding")["x"]));
        Assert.Equal([0.2, 0.6], FigureData.Values<double>(figure.Trace("user embedding")["y"]));
        Assert.Equal([0.01, 0.1], FigureData.Values<double>(figure.Trace("chance")["y"]));
        Assert.Contains("100", figure.Title);
    }

    [Fact]
    public void A_finished_run_shows_the_recall_it_measured()
    {
        var figure = new FigureData(Notebooks.Figures.RetrievalRecall(Run() with { HeldOut = 50, RecallAt1 = 0.3, RecallAt10 = 0.7, ChanceAt10 = 0.2 }));

        Assert.Equal([0.3, 0.7], FigureData.Values<double>(figure.Trace("user embedding")["y"]));
        Assert.Equal([0.02, 0.2], FigureData.Values<double>(figure.Trace("chance")["y"]));
    }

    [Fact]
    public void A_run_that_measured_no_retrieval_is_refused()
        => Assert.Throws<BadInputException>(() => Notebooks.Figures.RetrievalRecall(Run()));

    [Fact]
    public void Each_probe_has_its_estimate_on_its_interval()
    {
        var figure = new FigureData(Notebooks.Figures.ProbeAuc(
        [
            new EncoderProbe("ggsm", Probe("power", 0.8, 0.7, 0.88)),
            new EncoderProbe("untrained decoder", Probe("power", 0.6, 0.5, 0.7)),
            new EncoderProbe("ggsm", Probe("food", 0.7, 0.6, 0.8)),
        ]));

        Assert.Equal([0.7, 0.8], FigureData.Values<double>(figure.Trace("ggsm")["x"]));
        Assert.Equal(["food · ggsm", "power · ggsm"], FigureData.Values<string>(figure.Trace("ggsm")["y"]));
        Assert.Equal([0.5, 0.7], FigureData.Values<double>(figure.Trace("power · untrained decoder interval")["x"]));
        Assert.Equal([0.5, 0.5], FigureData.Values<double>(figure.Trace("guessing")["x"]));
        Assert.Equal(["power · untrained decoder", "power · ggsm", "food · ggsm"], FigureData.Values<string>(figure.Layout["yaxis"]!["categoryarray"]));
        Assert.Contains("95", figure.Title);
    }

    [Fact]
    public void Scores_are_divided_by_label()
    {
        var figure = new FigureData(Notebooks.Figures.ProbeScores(Probe("power", 0.8, 0.7, 0.88)));

        Assert.Equal([-1.0, -0.5], FigureData.Values<double>(figure.Trace("label 0")["x"]));
        Assert.Equal([0.75], FigureData.Values<double>(figure.Trace("label 1")["x"]));
    }

    private static TrainingResult Run() => new()
    {
        Steps = 10,
        Interrupted = false,
        Losses = [],
        TokensPerSecond = 1,
        PeakRssMib = 1,
        Device = "cpu",
        Libtorch = "1.13.1",
        Threads = 1,
        Seed = 1,
    };

    private static ProbeResult Probe(string task, double auc, double low, double high)
        => new(task, 100, 3, 1 / 3.0, 0.1, new BootstrapInterval(auc, low, high, 0.95, 1000), 0.4, [-1.0, 0.75, -0.5], [0, 1, 0]);
}
