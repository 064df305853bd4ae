using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Masks;

/// <summary>
/// Gradient-guided soft masking as described (arXiv 2602.10622, equations 4 and 5), each tower by its own gradients:
/// <code>
/// w_ij(t) = sigmoid(|dL/dh_j|)                         t &lt; T_warm
///         = (1 - alpha) sigmoid(|dL_warm/dh_j|) + alpha   T_warm &lt;= t &lt; T_total
///         = 1                                          afterwards and at inference
/// </code>
/// Equation 5 asks at step t for a gradient that exists only after the step; the newest step before it is taken, and norm 0
/// where there is none. L_warm is the loss of step T_warm - 1. Norms are averaged over the sequences that reach a position.
/// The control is <see cref="GradientFreeRecipes.Half"/>. It starts half open, not causal, and ends bidirectional.
/// </summary>
/// <remarks>
/// <para>
/// When the embedding is the state of one anchor, the gradient of the <i>last</i> hidden states is zero at every other
/// position, so that all weights but the anchor column's are one half. Another <c>source</c> (an earlier layer, the input) or mean
/// pooling gives real guidance.
/// </para>
/// <para>
/// <see cref="MaskGuidance"/> holds the options, which say which gradients and how. Its state is the newest two steps of each tower (two, because
/// the newest may still be filling up with micro-batches).
/// </para>
/// </remarks>
public sealed class GgsmRecipe : MaskRecipe
{
    private const MaskPromises Kept = MaskPromises.ClosesPadding | MaskPromises.EndsBidirectional | MaskPromises.OpensMonotonically;

    private readonly Dictionary<Tower, List<PositionNorms>> observed = new() { [Tower.User] = [], [Tower.Answer] = [] };
    private readonly Dictionary<Tower, SequenceNorms> rows = [];
    private readonly MaskSchedule schedule;
    private readonly TowerCopy copy;

    private GgsmRecipe(MaskRecipeInfo info, MaskSchedule schedule, MaskGuidance guidance, bool frozen = false)
        : base(guidance.Per == ImportanceGranularity.Sequence ? info with { Promises = info.Promises & ~MaskPromises.OpensMonotonically } : info)
    {
        this.schedule = schedule;
        Guidance = guidance;
        copy = frozen ? TowerCopy.Frozen : guidance.Per == ImportanceGranularity.Sequence ? TowerCopy.Ahead : TowerCopy.Live;
    }

    /// <summary>
    /// The recipe of the paper. Its option <c>preset</c> = as-described (default) or as-released is a named set of all the others, which those
    /// given then change one by one, and of the pooling, unless the training configuration names one. The paper gives a value to none of them
    /// but by its equations. <see cref="ReleasedDifferences"/> says which points of the released code <c>preset=as-released</c> takes over,
    /// and which only <see cref="GgsmReleasedRecipe"/> keeps.
    /// </summary>
    public static MaskRecipeInfo AsDescribed { get; } = new(
        "ggsm", "soft mask guided by gradient norms, frozen after warm-up, then opened linearly (as described)", Kept,
        (settings, options) => new GgsmRecipe(AsDescribed!, settings.Schedule, MaskGuidance.Read(options, options.Choice("preset", GuidancePreset.AsDescribed))));

    /// <summary>
    /// With importance x_j scaled before the sigmoid, so that the mask answers to how positions compare and not to how large the gradients
    /// happen to be:
    /// <code>
    /// s_j = x_j                    scaling = raw (then it is ggsm)
    ///     = x_j / mean(x)          scaling = mean-scaled
    ///     = (x_j - mean(x)) / sd(x)  scaling = z-score (default)
    /// w_ij = (1 - alpha) sigmoid(s_j) + alpha
    /// </code>
    /// An extension of this library: the paper passes the norms to the sigmoid as they are, where small ones all give one half. Where
    /// all positions are alike, z-score gives 0; where all are zero, mean-scaled gives 0.
    /// </summary>
    public static MaskRecipeInfo Scaled { get; } = new(
        "ggsm-scaled", "ggsm with importance scaled before the sigmoid, by its mean or as z-scores", Kept,
        (settings, options) => new GgsmRecipe(Scaled!, settings.Schedule, MaskGuidance.Read(options, MaskGuidance.AsDescribed with { Scaling = ImportanceScaling.ZScore })));

    /// <summary>
    /// Guided by a frozen user tower: L and h are loss and states of a copy of the decoder kept from the start of the run, not of the decoder
    /// in training. Hybrid_mask of arXiv 2602.10622, appendix A.4. Use it to ask whether the mask must follow the model as it learns,
    /// or whether what the initial model finds important will do.
    /// </summary>
    /// <remarks>
    /// The paper says no more than that the gradients come from a frozen left tower. Ours: in warm-up the copy runs each micro-batch first, both
    /// towers, under the causal mask it was pretrained with; the gradients of its loss arrive before the live plan, so the step is masked by its own
    /// gradients and not by those of the step before (micro-batches of one update are joined as they come). The user tower's gradients
    /// mask both towers, as in the authors' code; with <c>guide=own</c> the copy's answer tower masks the answers. <c>per=sequence</c>, which
    /// needs guide=own, masks each row by its own gradient and goes on doing so until T_total. Cost: one more set of weights in memory and
    /// checkpoints, and about twice the time for each step that learns; after the last of them the copy is freed.
    /// </remarks>
    public static MaskRecipeInfo FrozenCopy { get; } = new(
        "hybrid-mask", "ggsm's soft mask, guided by the gradients of a frozen copy of the initial decoder", Kept,
        (settings, options) => new GgsmRecipe(FrozenCopy!, settings.Schedule, MaskGuidance.Read(options, MaskGuidance.AsDescribed with { Guide = GuidingTower.User }), frozen: true));

    /// <summary>Which gradients guide the mask, and how.</summary>
    public MaskGuidance Guidance { get; }

    /// <inheritdoc/>
    public override MaskClock Clock => Guidance.Clock;

    /// <inheritdoc/>
    public override bool PoolsByMean => Guidance.PoolsByMean;

    /// <inheritdoc/>
    public override GradientRequest? Wants(Tower tower, long step) =>
        step < LearnsUntil && (tower == Tower.User || Guidance.Guide == GuidingTower.Own) ? new GradientRequest(Guidance.Source, copy) : null;

    /// <inheritdoc/>
    public override bool WantsFrozenCopy(long step) => copy == TowerCopy.Frozen && step < LearnsUntil;

    /// <inheritdoc/>
    public override AttentionPlan Plan(MaskInput input)
    {
        var phase = input.Mode == EncodingMode.Inference ? SchedulePhase.Open : schedule.Phase(input.Step);
        var alpha = phase == SchedulePhase.Open ? 1 : schedule.Alpha(input.Step);
        var plan = phase == SchedulePhase.Open ? Common(1)
            : input.Copy == TowerCopy.Frozen ? Common(0)
            : input.Copy == TowerCopy.Ahead ? Common(((1 - alpha) / 2) + alpha)
            : Guidance.Per == ImportanceGranularity.Sequence ? OfOwnRows(input, alpha) : OfPositions(input, alpha);
        return plan with { Phase = phase, Alpha = alpha };

        AttentionPlan Common(double weight) => new(FutureWeights.Constant(input.Length, weight, input.States.device));
    }

    /// <inheritdoc/>
    public override void Observe(HiddenGradient gradient)
    {
        if (Wants(gradient.Tower, gradient.Step) is null)
            return;

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var real = gradient.Padding.to(ScalarType.Float32);
        var norms = gradient.Gradient.to(ScalarType.Float32).norm(dim: -1) * real;
        if (Guidance.Per == ImportanceGranularity.Sequence)
            rows[gradient.Tower] = new SequenceNorms(gradient.Step, Rows(norms), Rows(real));
        else
            Add(observed[gradient.Tower], gradient.Step, Floats(norms.sum(0L)), Floats(real.sum(0L)));
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> State()
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
    public override void LoadState(IReadOnlyDictionary<string, Tensor> state)
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

    private long LearnsUntil => Guidance.Per == ImportanceGranularity.Sequence ? schedule.TotalSteps : schedule.WarmUpSteps;

    private AttentionPlan OfPositions(MaskInput input, double alpha)
    {
        var before = Math.Min(copy == TowerCopy.Live ? input.Step : input.Step + 1, schedule.WarmUpSteps);
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

    private static string Prefix(Tower tower, int index) => $"{OptionReader.Write(tower)}.{index}.";

    private static float[] Floats(Tensor values) => values.cpu().contiguous().data<float>().ToArray();

    private static float[][] Rows(Tensor values) => [.. Floats(values).Chunk((int)values.shape[1])];
}
