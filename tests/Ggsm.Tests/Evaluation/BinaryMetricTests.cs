using FsCheck;
using FsCheck.Fluent;
using Ggsm.Evaluation;

namespace Ggsm.Tests.Evaluation;

public sealed class BinaryMetricTests
{
    [Fact]
    public void AUC_is_the_share_of_pairs_in_order_with_ties_as_one_half() =>
        Check.QuickThrowOnFailure(Prop.ForAll<ulong>(seed =>
        {
            var (scores, labels) = Draw(seed);
            var (wins, pairs) = (0.0, 0);
            for (var i = 0; i < scores.Length; i++)
            {
                for (var j = 0; j < scores.Length; j++)
                {
                    if (labels[i] == 1 && labels[j] == 0)
                    {
                        pairs++;
                        wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    }
                }
            }

            return Math.Abs(RocAuc.Of(scores, labels) - (wins / pairs)) < 1e-12;
        }));

    [Fact]
    public void KS_is_the_widest_gap_over_all_thresholds() =>
        Check.QuickThrowOnFailure(Prop.ForAll<ulong>(seed =>
        {
            var (scores, labels) = Draw(seed);
            double Share(double threshold, int label) =>
                scores.Where((s, i) => labels[i] == label && s >= threshold).Count() / (double)labels.Count(l => l == label);
            var widest = scores.Max(t => Math.Abs(Share(t, 1) - Share(t, 0)));

            return Math.Abs(KolmogorovSmirnov.Of(scores, labels) - widest) < 1e-12;
        }));

    [Fact]
    public void Both_depend_on_the_order_of_scores_only_and_turn_around_with_it()
    {
        var (scores, labels) = Draw(11);
        double[] stretched = [.. scores.Select(s => (s * s * s) + 5)];
        double[] negated = [.. scores.Select(s => -s)];

        Assert.Equal(RocAuc.Of(scores, labels), RocAuc.Of(stretched, labels));
        Assert.Equal(KolmogorovSmirnov.Of(scores, labels), KolmogorovSmirnov.Of(stretched, labels));
        Assert.Equal(1, RocAuc.Of(scores, labels) + RocAuc.Of(negated, labels), 12);
        Assert.Equal(KolmogorovSmirnov.Of(scores, labels), KolmogorovSmirnov.Of(negated, labels), 12);
    }

    [Fact]
    public void Perfect_and_constant_scores_give_the_ends_and_the_middle()
    {
        Assert.Equal((1.0, 1.0), (RocAuc.Of([1, 2, 3], [0, 0, 1]), KolmogorovSmirnov.Of([1, 2, 3], [0, 0, 1])));
        Assert.Equal((0.5, 0.0), (RocAuc.Of([4, 4, 4], [0, 0, 1]), KolmogorovSmirnov.Of([4, 4, 4], [0, 0, 1])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void One_class_alone_is_undefined_and_the_error_says_so(int label)
    {
        foreach (var metric in new BinaryMetric[] { RocAuc.Of, KolmogorovSmirnov.Of })
            Assert.Contains("one class", Assert.Throws<BadInputException>(() => metric([0.1, 0.2], [label, label])).Message);
    }

    [Fact]
    public void What_is_no_score_or_label_is_refused()
    {
        Assert.Throws<ArgumentException>(() => RocAuc.Of([double.NaN, 1], [0, 1]));
        Assert.Throws<ArgumentException>(() => RocAuc.Of([0, 1], [0, 2]));
        Assert.Throws<ArgumentException>(() => RocAuc.Of([0, 1, 2], [0, 1]));
    }

    [Fact]
    public void A_bootstrap_interval_repeats_with_its_seed_holds_the_estimate_and_narrows_with_data()
    {
        var (scores, labels) = Draw(5, count: 60);
        var small = BootstrapInterval.Of(scores, labels, RocAuc.Of, resamples: 400);
        var large = BootstrapInterval.Of(
            [.. Enumerable.Repeat(scores, 20).SelectMany(s => s)], [.. Enumerable.Repeat(labels, 20).SelectMany(l => l)], RocAuc.Of, resamples: 400);
        var wider = BootstrapInterval.Of(scores, labels, RocAuc.Of, resamples: 400, level: 0.99);

        Assert.Equal(small, BootstrapInterval.Of(scores, labels, RocAuc.Of, resamples: 400));
        Assert.NotEqual(small, BootstrapInterval.Of(scores, labels, RocAuc.Of, resamples: 400, seed: 8));
        Assert.Equal(RocAuc.Of(scores, labels), small.Estimate);
        Assert.InRange(small.Estimate, small.Low, small.High);
        Assert.True(large.High - large.Low < 0.5 * (small.High - small.Low));
        Assert.True(wider.Low <= small.Low && wider.High >= small.High && wider.High - wider.Low > small.High - small.Low);
    }

    [Fact]
    public void A_bootstrap_never_loses_the_only_member_of_a_class()
    {
        var interval = BootstrapInterval.Of([3, 1, 2, 0, 5], [1, 0, 0, 0, 0], RocAuc.Of, resamples: 200);

        Assert.InRange(interval.Low, 0, interval.High);
    }

    /// <summary>Scores with many ties and labels that lean towards high scores; both classes present.</summary>
    private static (double[] Scores, int[] Labels) Draw(ulong seed, int count = 0)
    {
        var random = new SeededRandom(seed);
        count = count > 0 ? count : 2 + random.NextInt(40);
        var scores = new double[count];
        var labels = new int[count];
        for (var i = 0; i < count; i++)
        {
            scores[i] = random.NextInt(8) - 3;
            labels[i] = random.NextBool(0.5 + (0.1 * scores[i])) ? 1 : 0;
        }

        (labels[0], labels[1]) = (0, 1);
        return (scores, labels);
    }
}
