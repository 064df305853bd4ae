using Ggsm.Evaluation;
using Ggsm.Runs;
using Ggsm.Synthesis.World;
using Ggsm.Training;
using Ggsm.Users;

namespace Ggsm.Notebooks.Tests.Tables;

public sealed class TablesTests
{
    [Fact]
    public void Each_probe_stands_beside_the_best_of_its_task_and_an_unknown_best_is_missing()
    {
        EncoderProbe[] probes = [new("ggsm", Probe("food", 0.7)), new("counted", Probe("food", 0.6)), new("ggsm", Probe("other", 0.5))];
        TaskReport[] truth = [new("movie", 0.5, new BayesAuc(0.9, 0.9, 0.8, 1), new BayesAuc(0.8, 0.8, 0.7, 0.9)), new("food", 0.5, new BayesAuc(0.86, 0.85, 0.8, 0.9), new BayesAuc(0.74, 0.73, 0.7, 0.8))];

        var table = Notebooks.Tables.ProbeAuc(probes, truth);

        Assert.Equal(["food", "food", "other"], table["Task"].Cast<string>());
        Assert.Equal(["ggsm", "counted", "ggsm"], table["Encoder"].Cast<string>());
        Assert.Equal([0.7, 0.6, 0.5], table["AUC"].Cast<double>());
        Assert.Equal([0.65, 0.55, 0.45], table["Low (95%)"].Cast<double>().Select(low => Math.Round(low, 9)));
        Assert.Equal([0.86, 0.86, null], table["Best possible"].Cast<double?>());
        Assert.Equal([0.74, 0.74, null], table["Best without the order"].Cast<double?>());
    }

    [Fact]
    public void A_run_is_one_row_that_says_how_long_how_good_and_how_fast()
    {
        var config = new TrainingConfig { Mask = new() { Recipe = "ggsm" }, Data = new() { BatchSize = 32 } };
        var result = new TrainingResult
        {
            Steps = 720,
            Interrupted = false,
            FirstLoss = 13.0,
            LastLoss = null,
            Losses = [],
            TokensPerSecond = 17499.4,
            PeakRssMib = 1,
            Device = "cpu",
            Libtorch = "2.10.0",
            Threads = 1,
            Seed = 1,
        };

        var table = Notebooks.Tables.Training(config, result);

        Assert.Equal(["ggsm", "cpu", 720L, 32, 13.0, null, 17499.4], Enumerable.Range(0, table.Columns.Count).Select(column => table[0, column]));
    }

    [Fact]
    public void Pairs_without_a_question_are_left_out()
    {
        PairLine[] lines = [Line("What?", "That.", 0.8), Line(null, "A future.", null), Line("When?", "Then.", null)];

        var table = Notebooks.Tables.QuestionsAndAnswers(lines);

        Assert.Equal(["What?", "When?"], table["Question"].Cast<string>());
        Assert.Equal(["That.", "Then."], table["Answer"].Cast<string>());
        Assert.Equal([0.8, null], table["Difficulty"].Cast<double?>());
    }

    private static PairLine Line(string? question, string answer, double? difficulty) => new(answer) { Instruction = question, Difficulty = difficulty };

    private static ProbeResult Probe(string task, double auc)
        => new(task, 100, 3, 1 / 3.0, 0.1, new BootstrapInterval(auc, auc - 0.05, auc + 0.05, 0.95, 1000), 0.4, [-1.0, 0.75, -0.5], [0, 1, 0]);
}
