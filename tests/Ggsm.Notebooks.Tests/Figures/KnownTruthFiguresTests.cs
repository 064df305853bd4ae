using Ggsm.Evaluation;
using Ggsm.Synthesis.QueryAnswer;
using Ggsm.Synthesis.World;

namespace Ggsm.Notebooks.Tests.Figures;

public sealed class KnownTruthFiguresTests
{
    private static readonly TaskReport[] Tasks =
    [
        new("power", 0.3, new BayesAuc(0.97, 0.96, 0.9, 1), new BayesAuc(0.8, 0.79, 0.7, 0.9)),
        new("food", 0.4, new BayesAuc(0.86, 0.85, 0.8, 0.9), new BayesAuc(0.75, 0.74, 0.7, 0.8)),
        new("rare", 0, null, null),
    ];

    [Fact]
    public void Plans_before_the_last_end_of_their_contract_are_shown_as_turned_round_and_no_others()
    {
        var user = new WorldGenerator(new WorldOptions { Seed = 5 }).Generate(50).First(u => u.Truth.Relabelled.Count > 3);
        var figure = new FigureData(Notebooks.Figures.Contracts(user));
        var ends = Points(figure, "refund, cancellation, closing, uninstall").ToLookup(p => p.Row, p => p.Time);

        Assert.Equal(user.Truth.Relabelled.Count, Points(figure, "turned round by a later end").Length);
        Assert.All(Points(figure, "turned round by a later end"), plan => Assert.Contains(ends[plan.Row], end => end > plan.Time));
        Assert.All(Points(figure, "counts as it is"), plan => Assert.DoesNotContain(ends[plan.Row], end => end > plan.Time));
        Assert.NotEmpty(Points(figure, "counts as it is"));
        Assert.Contains(user.Profile.Id, figure.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_auc_stands_to_the_right_of_the_best_without_the_order_and_a_task_of_one_class_is_left_out()
    {
        var figure = new FigureData(Notebooks.Figures.BestAuc(Tasks));

        Assert.Equal(["power", "food"], FigureData.Values<string>(figure.Trace("best of all")["y"]));
        Assert.Equal([0.97, 0.86], FigureData.Values<double>(figure.Trace("best of all")["x"]));
        Assert.Equal([0.8, 0.75], FigureData.Values<double>(figure.Trace("best without the order")["x"]));
        Assert.Equal([0.75, 0.86], FigureData.Values<double>(figure.Trace("food: what the order adds")["x"]));
        Assert.Equal(["food", "power"], FigureData.Values<string>(figure.Layout["yaxis"]!["categoryarray"]));
    }

    [Fact]
    public void Every_probe_has_the_best_possible_beside_it_in_the_order_of_the_truth()
    {
        var figure = new FigureData(Notebooks.Figures.ProbeAuc(
            [new EncoderProbe("ggsm", Probe("food", 0.7)), new EncoderProbe("ggsm", Probe("power", 0.8)), new EncoderProbe("untrained decoder", Probe("food", 0.6))], Tasks));

        Assert.Equal(["power · ggsm", "food · ggsm", "food · untrained decoder"], FigureData.Values<string>(figure.Trace("best possible")["y"]));
        Assert.Equal([0.97, 0.86, 0.86], FigureData.Values<double>(figure.Trace("best possible")["x"]));
        Assert.Equal([0.8, 0.7], FigureData.Values<double>(figure.Trace("ggsm")["x"]));
        Assert.Equal([0.6 - 0.1, 0.6 + 0.1], FigureData.Values<double>(figure.Trace("food · untrained decoder interval")["x"]));
    }

    [Fact]
    public void Difficulty_is_drawn_in_shares_with_the_threshold_between_easy_and_hard()
    {
        var (calibration, scaled) = (new DifficultyHistogram(), new DifficultyHistogram());
        foreach (var difficulty in (double[])[0.71, 0.72, 0.81, 0.91])
            calibration.Add(difficulty);
        scaled.Add(0.82);
        scaled.Add(0.93);

        var figure = new FigureData(Notebooks.Figures.Difficulty(new QueryAnswerReadings(0.9, [], calibration.Counts, scaled.Counts)));

        Assert.Equal([0.725, 0.825, 0.925], FigureData.Values<double>(figure.Trace("calibration set")["x"]).Select(x => Math.Round(x, 6)));
        Assert.Equal([0.5, 0.25, 0.25], FigureData.Values<double>(figure.Trace("calibration set")["y"]));
        Assert.Equal([0, 0.5, 0.5], FigureData.Values<double>(figure.Trace("written by the rules")["y"]));
        Assert.Equal([0.9, 0.9], FigureData.Values<double>(figure.Trace("hard from here on")["x"]));
        Assert.Contains("2 questions", figure.Title, StringComparison.Ordinal);
    }

    private static (string Row, DateTime Time)[] Points(FigureData figure, string name) =>
        [.. FigureData.Values<string>(figure.Trace(name)["y"]).Zip(FigureData.Values<string>(figure.Trace(name)["x"]), (row, time) => (row, DateTime.Parse(time)))];

    private static ProbeResult Probe(string task, double auc) =>
        new(task, 100, 3, 1 / 3.0, 0.1, new BootstrapInterval(auc, auc - 0.1, auc + 0.1, 0.95, 1000), 0.4, [-1.0, 0.75, -0.5], [0, 1, 0]);
}
