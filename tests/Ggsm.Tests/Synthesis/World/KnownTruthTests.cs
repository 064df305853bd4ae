using Ggsm.Evaluation;
using Ggsm.Synthesis.World;

namespace Ggsm.Tests.Synthesis.World;

/// <summary>What the generator promises about its own data, measured on the data.</summary>
public sealed class KnownTruthTests
{
    private const int TestUsers = 3000;
    private const double Penalty = 0.003;

    private static readonly Seen[] DialAtZero = Make(0, ForwardControl.Voiding, 12_000);
    private static readonly Seen[] DialUp = Make(0.7, ForwardControl.Voiding, 6000);
    private static readonly Seen[] Shuffled = Make(0.7, ForwardControl.Shuffled, 6000);

    public static TheoryData<string> Tasks => [.. Themes.All.Select(t => t.Task)];

    [Theory]
    [InlineData(0.2, 1)]
    [InlineData(0.8, 1)]
    [InlineData(0.7, 4)]
    public void The_best_AUC_is_the_one_promised_and_spreads_over_the_tasks_as_in_Table_2(double forward, int plans)
    {
        var options = new WorldOptions { Forward = forward, Plans = plans, Seed = 11 };
        var report = new TruthReport(options);
        foreach (var user in new WorldGenerator(options).Generate(3000))
            report.Add(user.Truth, user.Profile);

        Assert.Equal(9, report.Tasks.Count);
        Assert.All(report.Tasks, task =>
        {
            Assert.InRange(task.Best!.Promised, task.Best.Low, task.Best.High);
            Assert.InRange(task.Best.Promised - Themes.Of(task.Task).TableAuc, -0.02, 0.02);
            Assert.True(task.OrderFree!.Promised < task.Best.Promised);
            Assert.InRange(task.PositiveRate, 0.15, 0.7);
        });
    }

    [Fact]
    public void The_streamed_AUC_and_its_interval_agree_with_the_exact_one_and_the_bootstrap()
    {
        var options = new WorldOptions { Forward = 0 };
        var users = new WorldGenerator(options).Generate(2000).ToArray();
        var report = new TruthReport(options);
        foreach (var user in users)
            report.Add(user.Truth, user.Profile);
        var exact = BootstrapInterval.Of([.. users.Select(u => u.Truth.Tasks["food"].Score)], [.. users.Select(u => u.Profile.Labels["food"])], RocAuc.Of, resamples: 1000, level: 1 - (0.05 / 9));
        var best = report.Tasks.Single(t => t.Task == "food").Best!;

        Assert.Equal(exact.Estimate, best.Measured, 0.001);
        Assert.Equal(exact.Low, best.Low, 0.006);
        Assert.Equal(exact.High, best.High, 0.006);
    }

    [Theory]
    [InlineData(ForwardControl.Voiding, 1)]
    [InlineData(ForwardControl.Voiding, 4)]
    [InlineData(ForwardControl.Latest, 1)]
    [InlineData(ForwardControl.First, 3)]
    public void The_reader_without_the_order_is_right_as_often_as_it_says_and_beats_the_habit_alone(ForwardControl control, int plans)
    {
        var truths = new WorldGenerator(new WorldOptions { Forward = 0.7, Plans = plans, Control = control, Tasks = ["power", "mau"] })
            .Generate(8000).SelectMany(u => u.Truth.Tasks.Select(t => (t.Value.OrderFreeProbability, t.Value.Probability, t.Value.Habit, Label: u.Profile.Labels[t.Key]))).ToArray();

        foreach (var bin in truths.GroupBy(t => (int)(t.OrderFreeProbability * 6)))
            Assert.InRange(bin.Average(t => t.Probability) - bin.Average(t => t.OrderFreeProbability), -0.025, 0.025);
        int[] labels = [.. truths.Select(t => t.Label)];
        Assert.True(RocAuc.Of([.. truths.Select(t => t.OrderFreeProbability)], labels) > RocAuc.Of([.. truths.Select(t => t.Habit)], labels) + 0.005);
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void With_the_dial_at_zero_a_logistic_model_on_order_free_aggregates_reaches_the_best_AUC(string task) =>
        Assert.InRange(BestAuc(DialAtZero, task) - OrderFreeAuc(DialAtZero, task), -0.02, 0.02);

    [Theory]
    [InlineData("login")]
    [InlineData("power")]
    [InlineData("food")]
    [InlineData("movie")]
    public void With_the_dial_up_it_cannot_but_a_reader_of_the_order_can(string task)
    {
        var best = BestAuc(DialUp, task);

        Assert.True(OrderFreeAuc(DialUp, task) < best - 0.07, $"{OrderFreeAuc(DialUp, task)} {best}");
        Assert.InRange(best - OrderAwareAuc(DialUp, task), -0.02, 0.02);
    }

    [Theory]
    [InlineData("login")]
    [InlineData("power")]
    [InlineData("food")]
    [InlineData("movie")]
    public void Shuffling_the_order_removes_the_difference_and_nothing_else(string task)
    {
        var difference = OrderAwareAuc(DialUp, task) - OrderFreeAuc(DialUp, task);
        var afterShuffling = OrderAwareAuc(Shuffled, task) - OrderFreeAuc(Shuffled, task);

        Assert.True(difference > 0.06, $"{difference}");
        Assert.InRange(afterShuffling, -0.01, 0.01);
        Assert.Equal(OrderFreeAuc(DialUp, task), OrderFreeAuc(Shuffled, task), 1e-9);
    }

    [Fact]
    public void However_many_plans_a_void_turns_round_only_a_reader_of_the_order_reaches_the_best_AUC()
    {
        var users = Make(0.7, ForwardControl.Voiding, 6000, plans: 5);

        Assert.True(OrderFreeAuc(users, "food") < BestAuc(users, "food") - 0.07);
        Assert.InRange(BestAuc(users, "food") - OrderAwareAuc(users, "food"), -0.02, 0.02);
    }

    [Theory]
    [InlineData(ForwardControl.Latest)]
    [InlineData(ForwardControl.First)]
    public void In_the_controls_too_only_a_reader_of_the_order_reaches_the_best_AUC(ForwardControl control)
    {
        var users = Make(0.7, control, 6000);

        Assert.True(OrderFreeAuc(users, "food") < BestAuc(users, "food") - 0.07);
        Assert.InRange(BestAuc(users, "food") - OrderAwareAuc(users, "food"), -0.02, 0.02);
    }

    private static Seen[] Make(double forward, ForwardControl control, int users, int plans = 1) =>
        [.. new WorldGenerator(new WorldOptions { Seed = 5, Forward = forward, Plans = plans, Control = control }).Generate(users).Select(user => new Seen(
            user.Truth.Tasks.ToDictionary(t => t.Key, t => t.Value.Probability),
            user.Profile.Labels,
            Themes.All.ToDictionary(t => t.Task, t => HistoryReader.OrderFreeAggregates(user.Profile, t)),
            Themes.All.ToDictionary(t => t.Task, t => HistoryReader.Read(user.Profile, t, control).Standings.Select(s => (float)s).ToArray())))];

    private static double BestAuc(Seen[] users, string task) =>
        RocAuc.Of([.. users.Take(TestUsers).Select(u => u.Probabilities[task])], Labels(users.Take(TestUsers), task));

    private static double OrderFreeAuc(Seen[] users, string task) => LogisticAuc(users, task, user => user.OrderFree[task]);

    private static double OrderAwareAuc(Seen[] users, string task) =>
        LogisticAuc(users, task, user => [.. user.OrderFree[task], .. user.Standings[task]]);

    private static double LogisticAuc(Seen[] users, string task, Func<Seen, float[]> features)
    {
        var probe = LinearProbe.Fit(Rows(users.Skip(TestUsers), features), Labels(users.Skip(TestUsers), task), Penalty);
        return RocAuc.Of(probe.Scores(Rows(users.Take(TestUsers), features)), Labels(users.Take(TestUsers), task));
    }

    private static int[] Labels(IEnumerable<Seen> users, string task) => [.. users.Select(u => u.Labels[task])];

    private static float[,] Rows(IEnumerable<Seen> users, Func<Seen, float[]> features)
    {
        var rows = users.Select(features).ToArray();
        var matrix = new float[rows.Length, rows[0].Length];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var k = 0; k < rows[i].Length; k++)
                matrix[i, k] = rows[i][k];
        }

        return matrix;
    }

    /// <summary>What the checks need of a user, by task.</summary>
    private sealed record Seen(
        IReadOnlyDictionary<string, double> Probabilities, IReadOnlyDictionary<string, int> Labels,
        IReadOnlyDictionary<string, float[]> OrderFree, IReadOnlyDictionary<string, float[]> Standings);
}
