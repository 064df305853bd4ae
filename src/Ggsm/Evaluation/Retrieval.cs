namespace Ggsm.Evaluation;

/// <summary>Finds each query's answer among all answers by cosine similarity.</summary>
public static class Retrieval
{
    /// <summary>Ranks the right answer of each query (row i of both) among all answers, each of which is another.</summary>
    /// <param name="queries">Query embeddings, <c>[count, size]</c>; need not be normalised.</param>
    /// <param name="answers">Answer embeddings, <c>[count, size]</c>.</param>
    /// <param name="ks">The Ks of interest; a K above the count finds everything.</param>
    /// <exception cref="ArgumentException">Shapes differ, nothing to rank, or a row is not finite.</exception>
    public static RetrievalResult RecallAtK(float[,] queries, float[,] answers, params int[] ks) =>
        RecallAtK(queries, answers, [.. Enumerable.Range(0, answers.GetLength(0))], ks);

    /// <summary>
    /// Ranks the right answer of each query (row i of both) among the different answers: equal ones are one candidate, and whoever finds
    /// it has found their own. Which answers are equal is told by their identities, never by their embeddings. Ties between different
    /// answers count against the query: one as similar as the right one ranks before it, so that a collapsed embedding scores zero and
    /// never by luck.
    /// </summary>
    /// <param name="queries">Query embeddings, <c>[count, size]</c>; need not be normalised.</param>
    /// <param name="answers">Answer embeddings, <c>[count, size]</c>.</param>
    /// <param name="identities">A number for each answer, the same for equal ones, <c>[count]</c>.</param>
    /// <param name="ks">The Ks of interest; a K above the number of candidates finds everything.</param>
    /// <exception cref="ArgumentException">Shapes differ, nothing to rank, or a row is not finite.</exception>
    public static RetrievalResult RecallAtK(float[,] queries, float[,] answers, IReadOnlyList<int> identities, params int[] ks)
    {
        var count = queries.GetLength(0);
        if (count == 0 || answers.GetLength(0) != count || answers.GetLength(1) != queries.GetLength(1))
        {
            throw new ArgumentException(
                $"queries are [{count}, {queries.GetLength(1)}] and answers [{answers.GetLength(0)}, {answers.GetLength(1)}]; both must be the same and not empty");
        }

        if (identities.Count != count)
            throw new ArgumentException($"there are {count} answers and {identities.Count} identities: one for each", nameof(identities));
        int[] candidates = [.. Enumerable.Range(0, count).DistinctBy(i => identities[i])];
        var place = candidates.Select((row, i) => (identities[row], i)).ToDictionary();
        var left = Normalised(queries, nameof(queries));
        var all = Normalised(answers, nameof(answers));
        double[][] right = [.. candidates.Select(row => all[row])];
        var ranks = new int[count];
        for (var i = 0; i < count; i++)
            ranks[i] = RankOf(left[i], right, place[identities[i]]);

        return new RetrievalResult(
            right.Length,
            [.. ks.Select(k => new RecallAtK(k, ranks.Count(r => r <= k) / (double)count, Math.Min(1, k / (double)right.Length)))],
            ranks.Average(r => 1.0 / r),
            ranks);
    }

    private static int RankOf(double[] query, double[][] answers, int own)
    {
        var best = Dot(query, answers[own]);
        var rank = 1;
        for (var j = 0; j < answers.Length; j++)
        {
            if (j != own && Dot(query, answers[j]) >= best)
                rank++;
        }

        return rank;
    }

    private static double[][] Normalised(float[,] rows, string name)
    {
        var result = new double[rows.GetLength(0)][];
        for (var i = 0; i < result.Length; i++)
        {
            var row = new double[rows.GetLength(1)];
            var square = 0.0;
            for (var k = 0; k < row.Length; k++)
            {
                row[k] = rows[i, k];
                square += row[k] * row[k];
            }

            if (!double.IsFinite(square))
                throw new ArgumentException($"row {i} of {name} is not finite", name);
            var norm = Math.Sqrt(square);
            for (var k = 0; k < row.Length && norm > 0; k++)
                row[k] /= norm;
            result[i] = row;
        }

        return result;
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var k = 0; k < a.Length; k++)
            sum += a[k] * b[k];
        return sum;
    }
}
