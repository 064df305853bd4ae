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
/// </summary>
/// <remarks>
/// When the embedding is the state of one anchor, the gradient of the <i>last</i> hidden states is zero at every other
/// position, so that all weights but the anchor column's are one half. Another <c>source</c> (an earlier layer, the input) or mean
/// pooling gives real guidance. Option: <c>source</c> = last (default), layer:k or input.
/// </remarks>
public sealed class GgsmRecipe : MaskRecipe
{
    private readonly MaskSchedule schedule;
    private readonly HiddenSource source;
    private readonly Dictionary<Tower, List<PositionNorms>> observed = new() { [Tower.User] = [], [Tower.Answer] = [] };

    private GgsmRecipe(MaskSchedule schedule, HiddenSource source)
        : base(Registration)
    {
        this.schedule = schedule;
        this.source = source;
    }

    /// <summary>The recipe's entry.</summary>
    public static MaskRecipeInfo Registration { get; } = new(
        "ggsm", "soft mask guided by gradient norms, frozen after warm-up, then opened linearly (as described)",
        MaskPromises.ClosesPadding | MaskPromises.EndsBidirectional | MaskPromises.OpensMonotonically,
        settings =>
        {
            var options = new OptionReader("ggsm", settings.Options);
            var source = options.Source("source", HiddenSource.LastHidden);
            options.RefuseOthers();
            return new GgsmRecipe(settings.Schedule, source);
        });

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Options => new Dictionary<string, string> { ["source"] = source.ToString() };

    /// <inheritdoc/>
    public override AttentionPlan Plan(MaskInput input)
    {
        var stage = input.Phase == MaskPhase.Inference ? MaskStage.Open : schedule.Stage(input.Step);
        if (stage == MaskStage.Open)
            return new AttentionPlan(FutureWeights.Constant(input.Length, 1, input.States.device)) { Stage = stage, Alpha = 1 };

        var alpha = schedule.Alpha(input.Step);
        var last = Math.Min(input.Step, schedule.WarmUpSteps);
        var norms = observed[input.Tower].FindLast(n => n.Step < last)?.Mean(input.Length) ?? new float[input.Length];
        using var scope = NewDisposeScope();
        var weights = tensor(norms, device: input.States.device).sigmoid() * (1 - alpha) + alpha;
        return new AttentionPlan(FutureWeights.PerKey(weights).MoveToOuterDisposeScope())
        {
            Stage = stage,
            Alpha = alpha,
            Importance = norms,
        };
    }

    /// <inheritdoc/>
    public override GradientRequest? Wants(Tower tower, long step) =>
        step < schedule.WarmUpSteps ? new GradientRequest(source) : null;

    /// <inheritdoc/>
    public override void Observe(HiddenGradient gradient)
    {
        if (gradient.Step >= schedule.WarmUpSteps)
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
    public override IReadOnlyDictionary<string, Tensor> State()
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
    public override void LoadState(IReadOnlyDictionary<string, Tensor> state)
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

    private static (float[] Sums, float[] Counts) Measure(HiddenGradient gradient)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var real = gradient.Padding.to(ScalarType.Float32);
        var norms = gradient.Gradient.to(ScalarType.Float32).pow(2).sum(-1).sqrt() * real;
        return (norms.sum(0L).cpu().data<float>().ToArray(), real.sum(0L).cpu().data<float>().ToArray());
    }
}
