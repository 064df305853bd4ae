using Ggsm.Batches;
using Ggsm.Encoders;
using Ggsm.Evaluation;
using Ggsm.Masks;
using Ggsm.Runs;
using Ggsm.Users;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>
/// Probes a model while it trains: what a logistic regression, fitted on the embeddings of one half of the held-out people, says about the
/// other half. It draws nothing and changes nothing that training reads. Loss and retrieval can improve while this stays at chance.
/// </summary>
internal sealed class HeldOutProbe
{
    private const int EncodedTogether = 64;
    private const int LeastOfEitherClass = 20;

    // A single penalty: choosing one by cross-validation would cost thirty fits a task for a difference in the third digit.
    private static readonly ProbeOptions Options = new() { Penalties = [0.03], Resamples = 200 };

    private readonly IReadOnlyList<LabelledUser> people;
    private readonly IReadOnlyList<string> tasks;

    private HeldOutProbe(IReadOnlyList<LabelledUser> people, IReadOnlyList<string> tasks)
    {
        this.people = people;
        this.tasks = tasks;
    }

    /// <summary>Reads the people. A task with fewer than twenty people of either class is left out.</summary>
    /// <param name="data">Whose held-out people.</param>
    /// <param name="most">How many at most.</param>
    /// <exception cref="BadInputException">No task can be probed.</exception>
    public static HeldOutProbe Of(TrainingData data, int most)
    {
        LabelledUser[] people = [.. data.HeldOutPeople(most)];
        string[] tasks =
        [
            .. people.SelectMany(person => person.Labels.Keys).Distinct().Order(StringComparer.Ordinal)
                .Where(task => new[] { 0, 1 }.All(label => people.Count(p => p.Labels.TryGetValue(task, out var value) && value == label) >= LeastOfEitherClass)),
        ];
        return tasks.Length > 0
            ? new(people, tasks)
            : throw new BadInputException(
                $"probes along the run were asked for, and of {people.Length} held-out people with labels there are not {LeastOfEitherClass} of either class for any task.",
                field: "run.probe_every", remedy: "Give users.jsonl with labels and more held-out people, or leave the probes out.");
    }

    /// <summary>A line for each task, in the order of their names.</summary>
    public IReadOnlyList<ProbeRecord> Measure(EncoderModel model, TrainingData data, Device device, long step)
    {
        var embeddings = model.Embed(Tower.User, [.. people.Select(p => p.Query)], data.PadId, data.Marks, device, EncodedTogether, CancellationToken.None);
        return [.. OrderedParallel.Select(tasks, task => Measure(task, embeddings, step))];
    }

    private ProbeRecord Measure(string task, float[,] embeddings, long step)
    {
        int[] labelled = [.. Enumerable.Range(0, people.Count).Where(i => people[i].Labels.ContainsKey(task))];
        var rows = new float[labelled.Length, embeddings.GetLength(1)];
        for (var i = 0; i < labelled.Length; i++)
        {
            for (var k = 0; k < rows.GetLength(1); k++)
                rows[i, k] = embeddings[labelled[i], k];
        }

        var result = TaskProbe.Run(task, rows, [.. labelled.Select(i => people[i].Labels[task])], Options);
        return new()
        {
            Step = step,
            Task = task,
            Auc = result.Auc.Estimate,
            Low = result.Auc.Low,
            High = result.Auc.High,
            People = result.TestUsers,
        };
    }
}
