using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Masks.Algebra;

/// <summary>
/// What one row of a plan lets each position see, as numbers: read from the attention bias itself, so that nothing here can
/// differ from what the decoder is given. <see cref="MaskDrawing"/> draws it, <see cref="MaskExplanation"/> says why.
/// </summary>
public sealed class MaskView
{
    private readonly float[] bias;
    private readonly bool[] real;
    private readonly bool[]? added;
    private readonly long[]? segments;

    private MaskView(MaskRecipe recipe, AttentionPlan plan, MaskInput input, int row)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var padding = plan.Padding ?? input.Padding;
        var all = AttentionBias.FromPlan(plan, input);
        bias = (all.dim() == 4 ? all.select(0, row).select(0, 0) : all).cpu().contiguous().data<float>().ToArray();
        real = padding.select(0, row).cpu().contiguous().data<bool>().ToArray();
        added = plan.Added?.select(0, row).cpu().contiguous().data<bool>().ToArray();
        segments = (plan.States is null ? input.Segments : plan.Segments)?.select(0, row).cpu().contiguous().data<long>().ToArray();
        Length = real.Length;
        GivenLength = (int)input.Length;
        Anchor = (int)(plan.Anchor ?? input.Anchor).select(0, row).cpu().item<long>();
        Recipe = recipe.Info;
        Tower = input.Tower;
        Step = input.Step;
        Mode = input.Mode;
        Phase = plan.Phase;
        Alpha = plan.Alpha;
        Importance = plan.Importance;
        OpensPadding = plan.OpensPadding;
        Composition = (recipe as ComposedRecipe)?.Trace(input, row);
        Declaration = (recipe as ComposedRecipe)?.Function.ToString();
        var weights = plan.FutureWeights;
        MeanFutureWeight = FutureWeights.Mean(weights.dim() == 3 ? weights.select(0, row) : weights, padding.narrow(0, row, 1));
    }

    /// <summary>The recipe's entry.</summary>
    public MaskRecipeInfo Recipe { get; }

    /// <summary>The tower planned for.</summary>
    public Tower Tower { get; }

    /// <summary>The step of the recipe's clock; without meaning at inference.</summary>
    public long Step { get; }

    /// <summary>A training step, or encoding after training.</summary>
    public EncodingMode Mode { get; }

    /// <summary>Where the recipe stands in its transition.</summary>
    public SchedulePhase Phase { get; }

    /// <summary>How far the schedule has opened; null for a recipe without one.</summary>
    public double? Alpha { get; }

    /// <summary>The importance of each key position; null when the plan was made without.</summary>
    public IReadOnlyList<float>? Importance { get; }

    /// <summary>Whether padding keys are left open.</summary>
    public bool OpensPadding { get; }

    /// <summary>Positions, those added by the recipe included.</summary>
    public int Length { get; }

    /// <summary>Positions of the input; a recipe that adds some has more in <see cref="Length"/>.</summary>
    public int GivenLength { get; }

    /// <summary>The position whose final state is the embedding.</summary>
    public int Anchor { get; }

    /// <summary>The mean weight of the pairs j &gt; i of real positions, as run.jsonl reports it; 0 when there is none.</summary>
    public double MeanFutureWeight { get; }

    /// <summary>The share of closed pairs among all of query and key, padding included.</summary>
    public double Sparsity => bias.Length == 0 ? 0 : (double)bias.Count(b => b <= AttentionBias.Closed) / bias.Length;

    /// <summary>For a composed recipe, the mask functions that give the keys ahead their weights; null for others.</summary>
    public string? Declaration { get; }

    /// <summary>For a composed recipe, what each part gives each pair.</summary>
    internal MaskTrace? Composition { get; }

    /// <summary>A view of one row of what a recipe plans.</summary>
    public static MaskView Of(MaskRecipe recipe, MaskInput input, int row = 0)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return Of(recipe, recipe.Plan(input), input, row);
    }

    /// <summary>A view of one row of a plan there is already, for instance that of a training step.</summary>
    /// <param name="recipe">The recipe that made it.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="input">The input it was made for.</param>
    /// <param name="row">The row of the batch.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public static MaskView Of(MaskRecipe recipe, AttentionPlan plan, MaskInput input, int row = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, input.Padding.shape[0]);
        return new MaskView(recipe, plan, input, row);
    }

    /// <summary>What is added to the attention score of query i and key j: 0 open, log w, or <see cref="AttentionBias.Closed"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such position.</exception>
    public float Bias(int query, int key) => bias[(Checked(query, nameof(query)) * Length) + Checked(key, nameof(key))];

    /// <summary>The weight at which query i sees key j: the exponential of the bias, 0 where it is closed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such position.</exception>
    public float Weight(int query, int key) => Bias(query, key) is var b && b <= AttentionBias.Closed ? 0 : MathF.Exp(b);

    /// <summary>Whether a position is no padding.</summary>
    public bool IsReal(int position) => real[Checked(position, nameof(position))];

    /// <summary>Whether the recipe added the position to the input.</summary>
    public bool IsAdded(int position) => added is null ? Checked(position, nameof(position)) >= GivenLength : added[Checked(position, nameof(position))];

    /// <summary>The segment of a position, 0 in the user segment; null where none is marked.</summary>
    public long? Segment(int position) => segments?[Checked(position, nameof(position))];

    private int Checked(int position, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, Length, name);
        return position;
    }
}
