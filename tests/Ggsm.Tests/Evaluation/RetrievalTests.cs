using FsCheck;
using FsCheck.Fluent;
using Ggsm.Evaluation;

namespace Ggsm.Tests.Evaluation;

public sealed class RetrievalTests
{
    [Fact]
    public void Recall_is_what_sorting_all_answers_by_cosine_gives() =>
        Check.QuickThrowOnFailure(Prop.ForAll<ulong>(seed =>
        {
            var random = new SeededRandom(seed);
            var count = 1 + random.NextInt(12);
            var queries = Draw(random, count);
            var answers = Draw(random, count);
            var result = Retrieval.RecallAtK(queries, answers, 1, 3, 50);

            var ranks = Enumerable.Range(0, count).Select(i =>
                1 + Enumerable.Range(0, count).OrderByDescending(j => Cosine(queries, i, answers, j)).ToList().IndexOf(i)).ToArray();
            return result.Ranks.SequenceEqual(ranks)
                && Math.Abs(result.RecallAt(3) - (ranks.Count(r => r <= 3) / (double)count)) < 1e-12
                && result.RecallAt(50) == 1 && result.ChanceAt(50) == 1
                && Math.Abs(result.ChanceAt(1) - (1.0 / count)) < 1e-12
                && Math.Abs(result.MeanReciprocalRank - ranks.Average(r => 1.0 / r)) < 1e-12;
        }));

    [Fact]
    public void Lengths_of_embeddings_do_not_matter()
    {
        var random = new SeededRandom(2);
        var (queries, answers) = (Draw(random, 9), Draw(random, 9));
        var scaled = (float[,])answers.Clone();
        for (var i = 0; i < 9; i++)
        {
            for (var k = 0; k < scaled.GetLength(1); k++)
                scaled[i, k] *= 1 << i;
        }

        Assert.Equal(Retrieval.RecallAtK(queries, answers, 1).Ranks, Retrieval.RecallAtK(queries, scaled, 1).Ranks);
    }

    [Fact]
    public void A_collapsed_embedding_finds_nothing_because_ties_count_against_it()
    {
        var ones = new float[20, 4];
        for (var i = 0; i < 20; i++)
        {
            for (var k = 0; k < 4; k++)
                ones[i, k] = 0.3f;
        }

        var result = Retrieval.RecallAtK(ones, ones, 1, 10, 20);

        Assert.Equal((0, 0, 1), (result.RecallAt(1), result.RecallAt(10), result.RecallAt(20)));
        Assert.Equal(0, Retrieval.RecallAtK(new float[5, 2], new float[5, 2], 1).RecallAt(1));
    }

    [Fact]
    public void Equal_answers_are_one_candidate_by_identity_whatever_their_embeddings_say()
    {
        // Answers 0 and 2 are equal, but rounding has moved one of them; 1 and 3 look the same and are not.
        var queries = new float[,] { { 1, 0 }, { 0, 1 }, { 1, 0 }, { 0, 1 } };
        var answers = new float[,] { { 1, 0.001f }, { 0, 1 }, { 1, 0 }, { 0, 1 } };

        var result = Retrieval.RecallAtK(queries, answers, [7, 1, 7, 3], 1, 2);

        Assert.Equal([1, 2, 1, 2], result.Ranks);
        Assert.Equal((3, 0.5, 1 / 3.0, 2 / 3.0), (result.Candidates, result.RecallAt(1), result.ChanceAt(1), result.ChanceAt(2)));
        Assert.Throws<ArgumentException>(() => Retrieval.RecallAtK(queries, answers, [1, 2], 1));
    }

    [Fact]
    public void Twin_answers_share_the_worse_rank()
    {
        float[,] queries = { { 1, 0 }, { 0, 1 }, { 0, 1 } };

        Assert.Equal([1, 2, 2], Retrieval.RecallAtK(queries, queries, 1).Ranks);
    }

    [Fact]
    public void Rows_that_do_not_fit_or_are_not_finite_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Retrieval.RecallAtK(new float[3, 2], new float[2, 2], 1));
        Assert.Throws<ArgumentException>(() => Retrieval.RecallAtK(new float[2, 3], new float[2, 2], 1));
        Assert.Throws<ArgumentException>(() => Retrieval.RecallAtK(new float[0, 2], new float[0, 2], 1));
        Assert.Throws<ArgumentException>(() => Retrieval.RecallAtK(new float[,] { { float.NaN, 0 } }, new float[,] { { 1, 0 } }, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Retrieval.RecallAtK(new float[2, 2], new float[2, 2], 1).RecallAt(5));
    }

    private static float[,] Draw(SeededRandom random, int count)
    {
        var rows = new float[count, 5];
        for (var i = 0; i < count; i++)
        {
            for (var k = 0; k < 5; k++)
                rows[i, k] = (float)random.NextNormal();
        }

        return rows;
    }

    private static double Cosine(float[,] a, int i, float[,] b, int j)
    {
        var (dot, left, right) = (0.0, 0.0, 0.0);
        for (var k = 0; k < a.GetLength(1); k++)
        {
            dot += (double)a[i, k] * b[j, k];
            left += (double)a[i, k] * a[i, k];
            right += (double)b[j, k] * b[j, k];
        }

        return dot / Math.Sqrt(left * right);
    }
}
