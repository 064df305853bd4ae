using Ggsm.Evaluation;

namespace Ggsm.Tests.Evaluation;

public sealed class LinearProbeTests
{
    [Fact]
    public void The_fit_is_a_minimum_of_the_regularised_mean_loss()
    {
        var (rows, labels) = Draw(1, count: 80, signal: 1);
        const double L2 = 0.2;
        var probe = LinearProbe.Fit(rows, labels, L2);
        double[] weights = [.. probe.Weights];
        var best = Loss(Standardised(rows), labels, weights, L2);

        for (var k = 0; k < weights.Length; k++)
        {
            foreach (var step in new[] { -1e-3, 1e-3 })
            {
                double[] moved = [.. weights];
                moved[k] += step;
                Assert.True(Loss(Standardised(rows), labels, moved, L2) > best);
            }
        }
    }

    [Fact]
    public void Scale_and_shift_of_a_column_do_not_change_the_scores()
    {
        var (rows, labels) = Draw(2, count: 60, signal: 1);
        var changed = (float[,])rows.Clone();
        for (var i = 0; i < 60; i++)
            changed[i, 0] = (changed[i, 0] * 64) + 32;
        var before = LinearProbe.Fit(rows, labels, 0.1).Scores(rows);
        var after = LinearProbe.Fit(changed, labels, 0.1).Scores(changed);

        Assert.All(before.Zip(after), s => Assert.Equal(s.First, s.Second, 1e-4));
    }

    [Fact]
    public void A_constant_column_and_separable_classes_do_no_harm()
    {
        var rows = new float[20, 2];
        var labels = new int[20];
        for (var i = 0; i < 20; i++)
        {
            (rows[i, 0], rows[i, 1]) = (i, 3.3f);
            labels[i] = i < 8 ? 0 : 1;
        }

        var scores = LinearProbe.Fit(rows, labels, 1e-3).Scores(rows);

        Assert.All(scores, s => Assert.True(double.IsFinite(s)));
        Assert.Equal(1, RocAuc.Of(scores, labels));
    }

    [Fact]
    public void One_class_alone_cannot_be_fitted() =>
        Assert.Equal("labels", Assert.Throws<BadInputException>(() => LinearProbe.Fit(new float[3, 2], [1, 1, 1], 1)).Field);

    [Fact]
    public void Other_sizes_than_those_fitted_are_refused()
    {
        var (rows, labels) = Draw(3, count: 20, signal: 1);

        Assert.Throws<ArgumentException>(() => LinearProbe.Fit(rows, labels[1..], 1));
        Assert.Throws<ArgumentException>(() => LinearProbe.Fit(rows, labels, 1).Scores(new float[2, 3]));
    }

    [Fact]
    public void A_task_is_read_where_there_is_signal_and_at_chance_where_there_is_none()
    {
        var (rows, labels) = Draw(4, count: 400, signal: 2);
        var (noise, noLabels) = Draw(5, count: 400, signal: 0);
        var found = TaskProbe.Run("task", rows, labels);
        var nothing = TaskProbe.Run("task", noise, noLabels);

        Assert.True(found.Auc.Low > 0.8);
        Assert.InRange(nothing.Auc.Estimate, 0.38, 0.62);
        Assert.Equal(400, found.TrainUsers + found.TestUsers);
        Assert.Equal(labels.Average(), found.PositiveRate, 0.01);
        Assert.Equal(RocAuc.Of([.. found.TestScores], [.. found.TestLabels]), found.Auc.Estimate);
        Assert.Equal(KolmogorovSmirnov.Of([.. found.TestScores], [.. found.TestLabels]), found.Ks);
    }

    [Fact]
    public void The_protocol_repeats_with_its_seed_and_splits_two_embeddings_alike()
    {
        var (rows, labels) = Draw(6, count: 120, signal: 1);
        var first = TaskProbe.Run("task", rows, labels);
        var again = TaskProbe.Run("task", rows, labels);
        var other = TaskProbe.Run("task", Draw(7, count: 120, signal: 0).Rows, labels);

        Assert.Equal(first.TestScores, again.TestScores);
        Assert.Equal(first.Auc, again.Auc);
        Assert.Equal(first.TestLabels, other.TestLabels);
        Assert.NotEqual(first.TestScores, TaskProbe.Run("task", rows, labels, new ProbeOptions { Seed = 8 }).TestScores);
    }

    [Fact]
    public void Too_few_positives_name_the_task()
    {
        var (rows, _) = Draw(8, count: 40, signal: 0);

        Assert.Equal("rare", Assert.Throws<BadInputException>(() => TaskProbe.Run("rare", rows, [1, 1, 1, .. new int[37]])).Field);
    }

    /// <summary>Embeddings whose first column leans by the label.</summary>
    private static (float[,] Rows, int[] Labels) Draw(ulong seed, int count, double signal)
    {
        var random = new SeededRandom(seed);
        var rows = new float[count, 6];
        var labels = new int[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = random.NextBool(0.4) ? 1 : 0;
            for (var k = 0; k < 6; k++)
                rows[i, k] = (float)(random.NextNormal() + (k == 0 ? signal * labels[i] : 0));
        }

        return (rows, labels);
    }

    private static double[][] Standardised(float[,] rows)
    {
        var (count, size) = (rows.GetLength(0), rows.GetLength(1));
        var result = Enumerable.Range(0, count).Select(_ => new double[size + 1]).ToArray();
        for (var k = 0; k < size; k++)
        {
            var column = Enumerable.Range(0, count).Select(i => (double)rows[i, k]).ToArray();
            var mean = column.Average();
            var deviation = Math.Sqrt(column.Average(x => (x - mean) * (x - mean)));
            for (var i = 0; i < count; i++)
                result[i][k] = (column[i] - mean) / deviation;
        }

        foreach (var row in result)
            row[size] = 1;
        return result;
    }

    private static double Loss(double[][] rows, int[] labels, double[] weights, double l2) =>
        rows.Zip(labels).Average(r =>
        {
            var odds = r.First.Zip(weights).Sum(p => p.First * p.Second);
            return Math.Log(1 + Math.Exp(r.Second == 1 ? -odds : odds));
        }) + (l2 / 2 * weights[..^1].Sum(w => w * w));
}
