namespace Ggsm.Evaluation;

/// <summary>Measures one task: splits the users, chooses the penalty on the training side only, tests on the other.</summary>
public static class TaskProbe
{
    /// <summary>Runs the protocol. The split depends on the labels and the seed only, so that embeddings can be compared user by user.</summary>
    /// <param name="task">The task's name.</param>
    /// <param name="embeddings">Frozen embeddings, <c>[count, size]</c>.</param>
    /// <param name="labels">0 or 1, <c>[count]</c>.</param>
    /// <param name="options">Split, penalties, seed.</param>
    /// <exception cref="BadInputException">A class has too few users to be split.</exception>
    public static ProbeResult Run(string task, float[,] embeddings, IReadOnlyList<int> labels, ProbeOptions? options = null)
    {
        options ??= new ProbeOptions();
        var random = SeededRandom.For(options.Seed, $"probe {task}");
        var (test, train) = Divide([.. Enumerable.Range(0, labels.Count)], labels, options.TestFraction, random);
        if (LeastClass(train, labels) < options.Folds || LeastClass(test, labels) < 1)
        {
            throw new BadInputException(
                $"{labels.Count(l => l == 1)} positives among {labels.Count} users are too few for a split and {options.Folds} folds.", field: task,
                remedy: "Label more users, or lower the number of folds.");
        }

        var l2 = ChoosePenalty(embeddings, labels, train, options, random);
        var probe = LinearProbe.Fit(Rows(embeddings, train), Pick(labels, train), l2);
        var scores = probe.Scores(Rows(embeddings, test));
        var truth = Pick(labels, test);
        return new ProbeResult(
            task, train.Length, test.Length, truth.Average(), l2,
            BootstrapInterval.Of(scores, truth, RocAuc.Of, options.Resamples, seed: options.Seed),
            KolmogorovSmirnov.Of(scores, truth), scores, truth);
    }

    private static double ChoosePenalty(float[,] embeddings, IReadOnlyList<int> labels, int[] train, ProbeOptions options, SeededRandom random)
    {
        if (options.Penalties.Count == 1)
            return options.Penalties[0];
        var folds = new List<int[]>();
        var rest = train;
        for (var left = options.Folds; left > 1; left--)
        {
            var (fold, others) = Divide(rest, labels, 1.0 / left, random);
            folds.Add(fold);
            rest = others;
        }

        folds.Add(rest);
        return options.Penalties.MaxBy(l2 => folds.Average(fold =>
        {
            int[] others = [.. train.Except(fold)];
            var probe = LinearProbe.Fit(Rows(embeddings, others), Pick(labels, others), l2);
            return RocAuc.Of(probe.Scores(Rows(embeddings, fold)), Pick(labels, fold));
        }));
    }

    /// <summary>Divides users so that both parts have the same share of each class.</summary>
    private static (int[] Part, int[] Others) Divide(int[] users, IReadOnlyList<int> labels, double share, SeededRandom random)
    {
        var part = new List<int>();
        var rest = new List<int>();
        foreach (var label in new[] { 0, 1 })
        {
            int[] members = [.. users.Where(u => labels[u] == label)];
            random.Shuffle<int>(members);
            var count = (int)Math.Round(share * members.Length);
            part.AddRange(members.Take(count));
            rest.AddRange(members.Skip(count));
        }

        return ([.. part.Order()], [.. rest.Order()]);
    }

    private static int LeastClass(int[] users, IReadOnlyList<int> labels) =>
        Math.Min(users.Count(u => labels[u] == 1), users.Count(u => labels[u] == 0));

    private static int[] Pick(IReadOnlyList<int> labels, int[] users) => [.. users.Select(u => labels[u])];

    private static float[,] Rows(float[,] embeddings, int[] users)
    {
        var rows = new float[users.Length, embeddings.GetLength(1)];
        for (var i = 0; i < users.Length; i++)
        {
            for (var k = 0; k < rows.GetLength(1); k++)
                rows[i, k] = embeddings[users[i], k];
        }

        return rows;
    }
}
