using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Masks;

/// <summary>
/// What ggsm and its variants share: in warm-up each tower's newest gradient norms become weights through a sigmoid, the last of them
/// are frozen, then the mask opens linearly. Norms are averaged over the sequences that reach a position; its state holds the
/// newest two steps of each tower.
/// </summary>
public abstract class GradientGuidedRecipe : ScheduledRecipe
{
    private readonly Dictionary<Tower, List<PositionNorms>> observed = new() { [Tower.User] = [], [Tower.Answer] = [] };

    /// <param name="info">The recipe's entry in the registry.</param>
    /// <param name="schedule">When the mask opens.</param>
    /// <param name="source">The states whose gradient guides the mask.</param>
    /// <param name="scaling">What is done to the norms before the sigmoid.</param>
    protected GradientGuidedRecipe(MaskRecipeInfo info, MaskSchedule schedule, HiddenSource source, ImportanceScaling scaling)
        : base(info, schedule)
    {
        Source = source;
        Scaling = scaling;
    }

    /// <summary>The states whose gradient guides the mask.</summary>
    protected HiddenSource Source { get; }

    /// <summary>What is done to the norms before the sigmoid.</summary>
    protected ImportanceScaling Scaling { get; }

    /// <inheritdoc/>
    public sealed override GradientRequest? Wants(Tower tower, long step) =>
        step < Schedule.WarmUpSteps ? new GradientRequest(Source) : null;

    /// <inheritdoc/>
    public sealed override void Observe(HiddenGradient gradient)
    {
        if (gradient.Step >= Schedule.WarmUpSteps)
            return;

        var (sums, counts) = Measure(gradient);
        var records = observed[gradient.Tower];
        if (records.Find(n => n.Step == gradient.Step) is { } record)
        {
            record.Add(sums, counts);
            return;
        }

        records.Add(new PositionNorms(gradient.Step, sums, counts));
        if (records.Count > 2)
            records.RemoveAt(0);
    }

    /// <inheritdoc/>
    public sealed override IReadOnlyDictionary<string, Tensor> State()
    {
        var state = new Dictionary<string, Tensor>();
        foreach (var (tower, records) in observed)
        {
            for (var i = 0; i < records.Count; i++)
            {
                var prefix = $"{OptionReader.Write(tower)}.{i}.";
                state[prefix + "step"] = tensor(new[] { records[i].Step });
                state[prefix + "sums"] = tensor(records[i].Sums);
                state[prefix + "counts"] = tensor(records[i].Counts);
            }
        }

        return state;
    }

    /// <inheritdoc/>
    public sealed override void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        var reader = new RecipeState(Name, state);
        foreach (var (tower, records) in observed)
        {
            records.Clear();
            for (var i = 0; i < 2; i++)
            {
                var prefix = $"{OptionReader.Write(tower)}.{i}.";
                if (reader.Has(prefix + "step"))
                    records.Add(new PositionNorms(reader.Integer(prefix + "step"), reader.Floats(prefix + "sums"), reader.Floats(prefix + "counts")));
            }
        }

        reader.RefuseOthers();
    }

    /// <inheritdoc/>
    protected sealed override AttentionPlan Opening(MaskInput input, double alpha)
    {
        var last = Math.Min(input.Step, Schedule.WarmUpSteps);
        var norms = observed[input.Tower].FindLast(n => n.Step < last);
        using var scope = NewDisposeScope();
        var scores = norms?.Scaled(Scaling, input.Length) ?? new float[input.Length];
        var weights = tensor(scores, device: input.States.device).sigmoid() * (1 - alpha) + alpha;
        return new AttentionPlan(FutureWeights.PerKey(weights).MoveToOuterDisposeScope())
        {
            Importance = norms?.Mean(input.Length) ?? new float[input.Length],
        };
    }

    private static (float[] Sums, float[] Counts) Measure(HiddenGradient gradient)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var real = gradient.Padding.to(ScalarType.Float32);
        var norms = gradient.Gradient.to(ScalarType.Float32).pow(2).sum(-1).sqrt() * real;
        return (norms.sum(0L).cpu().data<float>().ToArray(), real.sum(0L).cpu().data<float>().ToArray());
    }
}
