using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Masks;

/// <summary>
/// Gradient-guided soft masking exactly as the authors' released code behaves, faults included.
/// <see cref="ReleasedDifferences"/> lists how it departs from <see cref="GgsmRecipe"/>. Use it to reproduce the release, not to train.
/// </summary>
/// <remarks>
/// Importance is one number per key column: the norms of the last hidden states of the <i>user</i> tower, summed over the batch,
/// blended by an exponential moving average, and applied to both towers. Its <c>[length, length]</c> matrix repeats that number
/// in every row above the diagonal, so only the columns are kept. Options: <c>ema-decay</c> in [0, 1) (0, the value the released
/// script really runs with), <c>clock</c> = micro-batch (default) or update, <c>positions</c> = 2048, the length its buffers hold.
/// It promises a bidirectional end and that no weight falls after warm-up; padding it leaves open. A run that names no pooling takes the mean, as the
/// release does.
/// </remarks>
public sealed class GgsmReleasedRecipe : MaskRecipe
{
    private const double LogGuard = 1e-8;

    private readonly MaskSchedule schedule;
    private readonly float decay;
    private readonly int positions;
    private float[] importance = [];
    private float[]? frozen;

    private GgsmReleasedRecipe(MaskSchedule schedule, double decay, MaskClock clock, int positions)
        : base(Registration)
    {
        this.schedule = schedule;
        this.decay = (float)decay;
        this.positions = positions;
        Clock = clock;
    }

    /// <summary>The recipe's entry.</summary>
    public static MaskRecipeInfo Registration { get; } = new(
        "ggsm-released", "soft mask guided by gradient norms as the released code does it, padding left open (as released)",
        MaskPromises.EndsBidirectional | MaskPromises.OpensMonotonically,
        (settings, options) => new GgsmReleasedRecipe(
            settings.Schedule, options.Number("ema-decay", 0, 0, 1), options.Choice("clock", MaskClock.MicroBatch), options.Count("positions", 2048, 1, 1 << 20)));

    /// <inheritdoc/>
    public override MaskClock Clock { get; }

    /// <inheritdoc/>
    public override bool PoolsByMean => true;

    /// <summary>The importance of the first <paramref name="length"/> key columns, as learnt so far.</summary>
    public float[] Importance(long length) => Take(importance, length);

    /// <summary>The frozen weights of the first <paramref name="length"/> key columns; null before they are frozen.</summary>
    public float[]? FrozenWeights(long length) => frozen is null ? null : Take(frozen, length);

    /// <inheritdoc/>
    /// <exception cref="BadInputException">The released code fails here: alpha is 0 with nothing frozen, or the input outgrows its buffers.</exception>
    public override AttentionPlan Plan(MaskInput input)
    {
        var phase = input.Mode == EncodingMode.Inference || input.Step >= schedule.WarmUpSteps + OpeningSteps
            ? SchedulePhase.Open
            : input.Step < schedule.WarmUpSteps ? SchedulePhase.WarmUp : SchedulePhase.Schedule;
        var device = input.States.device;
        if (phase == SchedulePhase.Open || input.Length <= 1)
            return new AttentionPlan(FutureWeights.Constant(input.Length, 1, device)) { Phase = phase, Alpha = 1, OpensPadding = true };

        using var scope = NewDisposeScope();
        if (phase == SchedulePhase.WarmUp)
        {
            var seen = Importance(input.Length);
            if (input.Length > positions)
                throw new BadInputException($"the released recipe keeps importance for {positions} positions and fails on an input of {input.Length}.",
                    field: "recipe ggsm-released", remedy: "Shorten the input, raise the option positions, or use the recipe ggsm.");
            var soft = tensor(seen, device: device).sigmoid() + LogGuard;
            return Made(soft, phase, 0, seen);
        }

        var alpha = (double)(input.Step - schedule.WarmUpSteps) / OpeningSteps;
        if (frozen is null && alpha == 0)
            throw new BadInputException($"the released recipe has frozen no importance when its schedule starts at step {input.Step}: alpha is 0, and log(0) is undefined. The released code fails here.",
                field: "recipe ggsm-released", remedy: "Give it a warm-up of at least one step in which it observes a gradient, or use the recipe ggsm.");
        if (frozen is null || input.Length > positions)
            return Made(full([input.Length], alpha, dtype: ScalarType.Float32, device: device), phase, alpha, null);
        return Made(tensor(Take(frozen, input.Length), device: device) * (1 - alpha) + alpha, phase, alpha, Importance(input.Length));
    }

    /// <inheritdoc/>
    public override GradientRequest? Wants(Tower tower, long step) =>
        tower == Tower.User && step < schedule.WarmUpSteps ? new GradientRequest(HiddenSource.LastHidden) : null;

    /// <inheritdoc/>
    public override void Observe(HiddenGradient gradient)
    {
        if (gradient.Tower != Tower.User || gradient.Step >= schedule.WarmUpSteps)
            return;

        var delta = Measure(gradient);
        if (delta.Sum() > 0)
        {
            if (importance.Length < delta.Length)
                importance = Take(importance, delta.Length);
            for (var j = 0; j < delta.Length; j++)
                importance[j] = decay * importance[j] + (1 - decay) * delta[j];
        }

        if (frozen is null && gradient.Step == schedule.WarmUpSteps - 1)
            frozen = [.. Take(importance, delta.Length).Select(x => 1 / (1 + MathF.Exp(-x)))];
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> State()
    {
        var state = new Dictionary<string, Tensor>();
        if (importance.Length > 0)
            state["importance"] = tensor(importance);
        if (frozen is not null)
            state["frozen"] = tensor(frozen);
        return state;
    }

    /// <inheritdoc/>
    public override void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        var reader = new RecipeState(Name, state);
        importance = reader.Has("importance") ? reader.Floats("importance") : [];
        frozen = reader.Has("frozen") ? reader.Floats("frozen") : null;
        reader.RefuseOthers();
    }

    private long OpeningSteps => Math.Max(1, schedule.TotalSteps - schedule.WarmUpSteps);

    private static AttentionPlan Made(Tensor columns, SchedulePhase phase, double alpha, float[]? importance) =>
        new(FutureWeights.PerKey(columns).MoveToOuterDisposeScope())
        {
            Phase = phase,
            Alpha = alpha,
            Importance = importance,
            OpensPadding = true,
        };

    /// <summary>Column sums over the batch, counting positions below each sequence's number of real tokens; column 0 is no key's future.</summary>
    private static float[] Measure(HiddenGradient gradient)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var length = gradient.Gradient.shape[1];
        var lengths = gradient.Padding.to(ScalarType.Int64).sum(1, keepdim: true);
        var within = arange(length, device: gradient.Gradient.device).unsqueeze(0) < lengths;
        var norms = (gradient.Gradient.to(ScalarType.Float32) / gradient.Accumulation).norm(dim: -1) * within.to(ScalarType.Float32);
        var delta = norms.sum(0L).cpu().data<float>().ToArray();
        delta[0] = 0;
        return delta;
    }

    private static float[] Take(float[] values, long length)
    {
        var taken = new float[length];
        Array.Copy(values, taken, Math.Min(values.Length, length));
        return taken;
    }
}
