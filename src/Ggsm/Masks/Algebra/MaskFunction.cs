using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Masks.Algebra;

/// <summary>
/// A small function of (query, key, segment) that gives every pair a weight in [0, 1], and composes with others: the mask_mod of
/// attention-gym, with weights for booleans. <see cref="MaskFunctions"/> has the building blocks.
/// </summary>
/// <remarks>
/// <code>
/// a &amp; b   and   min(a, b)      as open as the less open of the two
/// a | b   or    max(a, b)
/// !a      not   1 - a
/// </code>
/// On 0 and 1 these are the boolean operators. For all weights and and or commute, associate, distribute over each other and have
/// the identities open and closed, and De Morgan's laws hold; all of this to the bit. <see cref="WeightedAnd"/>
/// multiplies instead, which adds attention biases: it commutes and has the identity open, and associates up to rounding. The
/// weight of a pair that several functions share follows any gradient through to its source.
/// </remarks>
public sealed class MaskFunction
{
    private readonly Func<MaskGrid, Tensor> weigh;
    private readonly Func<string[], string> write;
    private readonly MaskFunction[] parts;

    private MaskFunction(Func<MaskGrid, Tensor> weigh, Func<string[], string> write, bool followsSchedule, params MaskFunction[] parts)
    {
        this.weigh = weigh;
        this.write = write;
        this.parts = parts;
        FollowsSchedule = followsSchedule || parts.Any(p => p.FollowsSchedule);
    }

    /// <summary>Whether the weights depend on how far the schedule has opened.</summary>
    public bool FollowsSchedule { get; }

    /// <summary>A function of your own.</summary>
    /// <param name="text">What it is, in a few words; explanations use them.</param>
    /// <param name="weights">
    /// Weights in [0, 1], or booleans, of any shape that broadcasts to <c>[batch, length, length]</c>; for instance
    /// <c>grid =&gt; grid.Key.remainder(2).eq(0)</c>. May carry a gradient.
    /// </param>
    /// <param name="followsSchedule">Whether it looks at <see cref="MaskGrid.Alpha"/>.</param>
    /// <remarks>
    /// What it gives is checked: always on a CPU; on an accelerator, which a look at numbers brings to a stop, at its first call, and after
    /// that a weight outside [0, 1] becomes NaN, with which a run ends as diverged.
    /// </remarks>
    public static MaskFunction Of(string text, Func<MaskGrid, Tensor> weights, bool followsSchedule = false)
    {
        var seen = false;
        return Leaf(text, grid =>
        {
            var given = weights(grid).to(ScalarType.Float32);
            using var scope = NewDisposeScope();
            var within = (given >= 0).logical_and(given <= 1);
            if (seen && given.device_type != DeviceType.CPU)
                return where(within, given, float.NaN).MoveToOuterDisposeScope();
            if (!within.all().item<bool>())
            {
                throw new BadInputException("the function gave a weight outside 0 to 1, or one that is no number.", field: $"mask function {text}",
                    remedy: "Weights are shares of attention: 0 closed, 1 open. Scale or clamp them.");
            }

            seen = true;
            return given;
        }, followsSchedule);
    }

    /// <summary>A function whose weights lie in [0, 1] by construction, so that nothing need be checked on a device.</summary>
    internal static MaskFunction Leaf(string text, Func<MaskGrid, Tensor> weights, bool followsSchedule = false) =>
        new(grid => weights(grid).to(ScalarType.Float32), _ => text, followsSchedule);

    /// <summary>And: <c>min(a, b)</c>.</summary>
    public static MaskFunction operator &(MaskFunction left, MaskFunction right) =>
        new(grid => minimum(left.weigh(grid), right.weigh(grid)), texts => $"({texts[0]} and {texts[1]})", followsSchedule: false, left, right);

    /// <summary>Or: <c>max(a, b)</c>.</summary>
    public static MaskFunction operator |(MaskFunction left, MaskFunction right) =>
        new(grid => maximum(left.weigh(grid), right.weigh(grid)), texts => $"({texts[0]} or {texts[1]})", followsSchedule: false, left, right);

    /// <summary>Not: <c>1 - a</c>.</summary>
    public static MaskFunction operator !(MaskFunction function) =>
        new(grid => 1 - function.weigh(grid), texts => $"not {texts[0]}", followsSchedule: false, function);

    /// <summary>
    /// The weighted and of several functions: <c>w = product of w_k to the power p_k</c>, so that attention biases add,
    /// <c>log w = sum of p_k log w_k</c>. Power 1 lets a function count in full (with two of them, the product), power 0 leaves it out.
    /// </summary>
    /// <param name="terms">Functions and their powers.</param>
    /// <exception cref="ArgumentOutOfRangeException">A power is negative, infinite or no number.</exception>
    public static MaskFunction WeightedAnd(params (MaskFunction Function, double Power)[] terms)
    {
        foreach (var (_, power) in terms)
        {
            if (!(power >= 0 && double.IsFinite(power)))
                throw new ArgumentOutOfRangeException(nameof(terms), power, "The power of a term is a finite number of at least 0.");
        }

        return new(
            grid => terms.Aggregate(ones([1, 1, 1], device: grid.Key.device), (product, term) => product * Power(term.Function.weigh(grid), term.Power)),
            texts => $"({string.Join(" times ", texts.Zip(terms, (text, term) => term.Power == 1 ? text : $"{text} to the power {Text(term.Power)}"))})",
            followsSchedule: false,
            [.. terms.Select(t => t.Function)]);
    }

    /// <summary>
    /// From this function to another by a share: <c>(1 - s) a + s b</c>, exactly a at s = 0 and b at s = 1. With the share
    /// <see cref="MaskFunctions.Alpha"/> this is a transition: <c>Constant(0.5).Blend(Open, Alpha)</c> is the recipe half.
    /// </summary>
    public MaskFunction Blend(MaskFunction other, MaskFunction share) =>
        new(
            grid =>
            {
                var s = share.weigh(grid);
                return (((1 - s) * weigh(grid)) + (s * other.weigh(grid))).clamp(0, 1);
            },
            texts => $"(from {texts[0]} to {texts[1]} by {texts[2]})",
            followsSchedule: false,
            this, other, share);

    /// <summary>The weight of every pair.</summary>
    /// <param name="grid">The pairs.</param>
    /// <returns>
    /// fp32 <c>[length, length]</c> where all rows of the batch are alike, else <c>[batch, length, length]</c>; usable as
    /// <see cref="AttentionPlan.FutureWeights"/>, of which only j &gt; i is read. It belongs to the caller's dispose scope.
    /// </returns>
    /// <exception cref="BadInputException">A function gave a weight outside [0, 1]; it is named.</exception>
    public Tensor Weights(MaskGrid grid)
    {
        using var scope = NewDisposeScope();
        var weights = weigh(grid);
        var batch = weights.dim() == 3 ? weights.shape[0] : 1;
        return (batch == 1 ? weights.expand(1, grid.Length, grid.Length).squeeze(0) : weights.expand(batch, grid.Length, grid.Length))
            .MoveToOuterDisposeScope();
    }

    /// <summary>The composition in words, with the weight every part gives one pair.</summary>
    /// <param name="grid">The pairs.</param>
    /// <param name="row">The row of the batch.</param>
    /// <param name="query">Position i.</param>
    /// <param name="key">Position j.</param>
    public string Explain(MaskGrid grid, int row, int query, int key) => Trace(grid, row).Explain(query, key);

    /// <summary>The weights of the function and of its parts in one row, taken off the tensors.</summary>
    internal MaskTrace Trace(MaskGrid grid, int row)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var weights = Weights(grid);
        var values = (weights.dim() == 3 ? weights.select(0, row) : weights).cpu().contiguous().data<float>().ToArray();
        return new MaskTrace(write, (int)grid.Length, values, [.. parts.Select(p => p.Trace(grid, row))]);
    }

    /// <summary>The composition in words.</summary>
    public override string ToString() => write([.. parts.Select(p => p.ToString())]);

    private static Tensor Power(Tensor weights, double power) => power == 1 ? weights : weights.pow(power);

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}

/// <summary>What a mask function and its parts gave every pair of one row.</summary>
internal sealed class MaskTrace(Func<string[], string> write, int length, float[] weights, MaskTrace[] parts)
{
    /// <summary>The composition in words, each part followed by its weight for the pair.</summary>
    public string Explain(int query, int key) => string.Create(
        CultureInfo.InvariantCulture,
        $"{write([.. parts.Select(p => p.Explain(query, key))])} [{weights[(query * length) + key]:0.####}]");
}
