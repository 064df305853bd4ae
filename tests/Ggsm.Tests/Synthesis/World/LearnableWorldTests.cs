using Ggsm.Evaluation;
using Ggsm.Synthesis.World;
using Ggsm.Users;

namespace Ggsm.Tests.Synthesis.World;

/// <summary>Whether the labels can be learnt from the pairs at all: asked of an encoder too simple to be at fault.</summary>
public sealed class LearnableWorldTests
{
    private const int Steps = 2000;
    private const int Batch = 64;
    private const int TrainPeople = 48_000;
    private const int ProbePeople = 8000;

    [Fact]
    public void A_linear_bag_of_words_encoder_learns_most_of_what_a_reader_blind_to_order_can_know()
    {
        string[] tasks = ["food", "movie", "transit"];
        using var encoder = LinearBagOfWords.Train(new WorldGenerator(new WorldOptions { Tasks = tasks }), TrainPeople, Steps, Batch, seed: 1);
        var others = new WorldOptions { Tasks = tasks, Seed = 2026 };
        var people = new WorldUser[ProbePeople];
        var world = new WorldGenerator(others);
        Parallel.For(0, ProbePeople, i => people[i] = world.Make(i + 1));
        var truth = new TruthReport(others);
        foreach (var person in people)
            truth.Add(person.Truth, person.Profile);
        UserProfile[] profiles = [.. people.Select(p => p.Profile)];
        var embeddings = encoder.Embed(profiles);

        var learnt = tasks.Average(task => ProbedAuc(embeddings, [.. profiles.Select(p => p.Labels[task])]));
        var possible = truth.Tasks.Average(t => t.OrderFree!.Promised);
        Assert.True(learnt - 0.5 >= 0.85 * (possible - 0.5), $"{learnt} of {possible}");
    }

    internal static double ProbedAuc(float[,] embeddings, int[] labels)
    {
        var half = labels.Length / 2;
        var probe = LinearProbe.Fit(Rows(embeddings, 0, half), labels[..half], 0.01);
        return RocAuc.Of(probe.Scores(Rows(embeddings, half, labels.Length)), labels[half..]);
    }

    private static float[,] Rows(float[,] embeddings, int from, int until)
    {
        var rows = new float[until - from, embeddings.GetLength(1)];
        Array.Copy(embeddings, from * rows.GetLength(1), rows, 0, rows.Length);
        return rows;
    }
}
