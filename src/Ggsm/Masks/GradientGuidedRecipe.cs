using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Masks;

/// <summary>
/// What ggsm and its variants share: in warm-up gradient norms become weights through a sigmoid, the last of them are
/// frozen, then the mask opens linearly. <see cref="MaskGuidance"/> says which gradients and how. Its state is the newest
/// two steps of each tower (two, because the newest may still be filling up with micro-batches).
/// </summary>
public abstract class GradientGuidedRecipe : ScheduledRecipe
{
    private readonly Dictionary<Tower, List<PositionNorms>> observed = new() { [Tower.User] = [], [Tower.Answer] = [] };
    private readonly Dictionary<Tower, SequenceNorms> rows = [];
    private readonly TowerCopy copy;

    /// <param name="info">The recipe's entry in the registry.</param>
    /// <param name="schedule">When the mask opens.</param>
    /// <param name="guidance">Which gradients guide the mask, and how.</param>
    /// <param name="frozen">Whether they come from a frozen copy of the decoder, before the plan, instead of from the step before.</param>
    protected GradientGuidedRecipe(MaskRecipeInfo info, MaskSchedule schedule, MaskGuidance guidance, bool frozen = false)
        : base(guidance.Per == ImportanceGrain.Sequence ? WithoutMonotony(info) : info, schedule)
    {
        Guidance = guidance;
        copy = frozen ? TowerCopy.Frozen : guidance.Per == ImportanceGrain.Sequence ? TowerCopy.Ahead : TowerCopy.Live;
    }

    /// <summary>Which gradients guide the mask, and how.</summary>
    public MaskGuidance Guidance { get; }

    /// <inheritdoc/>
    public sealed override MaskClock Clock => Guidance.Clock;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Options => Guidance.Options;

    /// <inheritdoc/>
    public sealed override GradientRequest? Wants(Tower tower, long step) =>
        step < LearnsUntil && (tower == Tower.User || Guidance.Guide == GuidingTower.Own) ? new GradientRequest(Guidance.Source, copy) : null;

    /// <inheritdoc/>
    public sealed override bool WantsFrozenCopy(long step) => copy == TowerCopy.Frozen && step < LearnsUntil;

    /// <inheritdoc/>
    public sealed override void Observe(HiddenGradient gradient)
    {
        if (Wants(gradient.Tower, gradient.Step) is null)
            return;

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var real = gradient.Padding.to(ScalarType.Float32);
        var norms = gradient.Gradient.to(ScalarType.Float32).norm(dim: -1) * real;
        if (Guidance.Per == ImportanceGrain.Sequence)
            rows[gradient.Tower] = new SequenceNorms(gradient.Step, Rows(norms), Rows(real));
        else
            Add(observed[gradient.Tower], gradient.Step, Floats(norms.sum(0L)), Floats(real.sum(0L)));
    }

    /// <inheritdoc/>
    public sealed override IReadOnlyDictionary<string, Tensor> State()
    {
        var state = new Dictionary<string, Tensor>();
        foreach (var (tower, records) in observed)
        {
            for (var i = 0; i < records.Count; i++)
            {
                var prefix = Prefix(tower, i);
                state[prefix + "step"] = tensor(new[] { records[i].Step });
                state[prefix + "sums"] = tensor(records[i].Sums);
                state[prefix + "counts"] = tensor(records[i].Counts);
                if (Guidance.EmaDecay > 0)
                    state[prefix + "before"] = tensor(records[i].Before);
            }
        }

        return state;
    }

    /// <inheritdoc/>
    public sealed override void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        var reader = new RecipeState(Name, state);
        rows.Clear();
        foreach (var (tower, records) in observed)
        {
            records.Clear();
            for (var i = 0; i < 2; i++)
            {
                var prefix = Prefix(tower, i);
                if (reader.Has(prefix + "step"))
                {
                    records.Add(new PositionNorms(
                        reader.Integer(prefix + "step"), reader.Floats(prefix + "sums"), reader.Floats(prefix + "counts"),
                        Guidance.EmaDecay > 0 ? reader.Floats(prefix + "before") : null));
                }
            }
        }

        reader.RefuseOthers();
    }

    /// <inheritdoc/>
    protected sealed override AttentionPlan Opening(MaskInput input, double alpha)
    {
        if (input.Copy != TowerCopy.Live)
            return new AttentionPlan(FutureWeights.Constant(input.Length, input.Copy == TowerCopy.Frozen ? 0 : ((1 - alpha) / 2) + alpha, input.States.device));
        return Guidance.Per == ImportanceGrain.Sequence ? OfOwnRows(input, alpha) : OfPositions(input, alpha);
    }

    private long LearnsUntil => Guidance.Per == ImportanceGrain.Sequence ? Schedule.TotalSteps : Schedule.WarmUpSteps;

    private AttentionPlan OfPositions(MaskInput input, double alpha)
    {
        var before = Math.Min(copy == TowerCopy.Live ? input.Step : input.Step + 1, Schedule.WarmUpSteps);
        var guide = Guidance.Guide == GuidingTower.User ? Tower.User : input.Tower;
        var norms = observed[guide].FindLast(n => n.Step < before);
        using var scope = NewDisposeScope();
        var scores = norms?.Scaled(Guidance.Scaling, input.Length, Guidance) ?? new float[input.Length];
        var weights = tensor(scores, device: input.States.device).sigmoid() * (1 - alpha) + alpha;
        return new AttentionPlan(FutureWeights.PerKey(weights).MoveToOuterDisposeScope())
        {
            Importance = norms?.Importance(input.Length, Guidance) ?? new float[input.Length],
        };
    }

    private AttentionPlan OfOwnRows(MaskInput input, double alpha)
    {
        var own = rows.GetValueOrDefault(input.Tower) is { } newest && newest.Step == input.Step ? newest : null;
        using var scope = NewDisposeScope();
        var scores = own?.Scores(input, Guidance.Scaling) ?? zeros([input.Padding.shape[0], input.Length], device: input.States.device);
        var weights = (scores.sigmoid() * (1 - alpha) + alpha).unsqueeze(1).expand(-1, input.Length, -1);
        return new AttentionPlan(weights.MoveToOuterDisposeScope())
        {
            Importance = own?.Mean(input) ?? new float[input.Length],
        };
    }

    private void Add(List<PositionNorms> records, long step, float[] sums, float[] counts)
    {
        if (records.Find(n => n.Step == step) is { } record)
        {
            record.Add(sums, counts);
            return;
        }

        records.Add(new PositionNorms(step, sums, counts, Guidance.EmaDecay > 0 && records.Count > 0 ? records[^1].Importance(Guidance) : null));
        if (records.Count > 2)
            records.RemoveAt(0);
    }

    private static MaskRecipeInfo WithoutMonotony(MaskRecipeInfo info) =>
        info with { Promises = info.Promises & ~MaskPromises.OpensMonotonically };

    private static string Prefix(Tower tower, int index) => $"{OptionReader.Write(tower)}.{index}.";

    private static float[] Floats(Tensor values) => values.cpu().contiguous().data<float>().ToArray();

    private static float[][] Rows(Tensor values) => [.. Floats(values).Chunk((int)values.shape[1])];
}
