using System.Globalization;
using static TorchSharp.torch;

namespace Ggsm.Masks.Algebra;

/// <summary>The building blocks of the mask algebra; i is the query, j the key.</summary>
public static class MaskFunctions
{
    private const long UserSegmentNumber = 0;

    /// <summary>Every pair is open: bidirectional.</summary>
    public static MaskFunction Open { get; } = MaskFunction.Leaf("open", grid => ones([1, 1, 1], device: grid.Key.device));

    /// <summary>No pair is open; the identity of or.</summary>
    public static MaskFunction Closed { get; } = MaskFunction.Leaf("closed", grid => zeros([1, 1, 1], device: grid.Key.device));

    /// <summary>The past and the position itself: j &lt;= i.</summary>
    public static MaskFunction Causal { get; } = MaskFunction.Leaf("causal", grid => grid.Key <= grid.Query);

    /// <summary>Query and key both lie in the user segment. <c>Causal | UserSegment</c> is the recipe prefix.</summary>
    public static MaskFunction UserSegment { get; } = Segment(UserSegmentNumber);

    /// <summary>Query and key lie in one segment; all do where none is marked.</summary>
    public static MaskFunction SameSegment { get; } = MaskFunction.Leaf("same segment", grid => grid.QuerySegment.eq(grid.KeySegment));

    /// <summary>Query and key belong to one modality, tags included. No pair does where none is marked.</summary>
    public static MaskFunction SameModality { get; } = MaskFunction.Leaf("same modality", grid =>
        grid.QueryModality.eq(grid.KeyModality).logical_and(grid.QueryModality.ne(MaskGrid.NoModality)));

    /// <summary>The key is no padding. A recipe need not say so: padding keys are closed for it.</summary>
    public static MaskFunction RealKeys { get; } = MaskFunction.Leaf("real keys", grid => grid.KeyReal);

    /// <summary>The schedule's alpha for every pair: 0 through warm-up, then linear, 1 at its end and at inference.</summary>
    public static MaskFunction Alpha { get; } =
        MaskFunction.Leaf("alpha", grid => full([1, 1, 1], grid.Alpha, dtype: ScalarType.Float32, device: grid.Key.device), followsSchedule: true);

    /// <summary>The same weight for every pair.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The weight is outside [0, 1].</exception>
    public static MaskFunction Constant(double weight)
    {
        Share(weight, nameof(weight));
        return MaskFunction.Leaf(Text(weight), grid => full([1, 1, 1], weight, dtype: ScalarType.Float32, device: grid.Key.device));
    }

    /// <summary>The past is open, and the future at one weight: 1 for j &lt;= i, w for j &gt; i.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The weight is outside [0, 1].</exception>
    public static MaskFunction Future(double weight)
    {
        Share(weight, nameof(weight));
        return MaskFunction.Leaf($"future at {Text(weight)}", grid => where(
            grid.Key <= grid.Query,
            ones([1, 1, 1], device: grid.Key.device),
            full([1, 1, 1], weight, dtype: ScalarType.Float32, device: grid.Key.device)));
    }

    /// <summary>A sliding window: keys at most so many positions back or ahead of the query.</summary>
    /// <remarks>Under a recipe only the part ahead counts, since the past is always open.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A bound is negative.</exception>
    public static MaskFunction Window(long back, long ahead)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(back);
        ArgumentOutOfRangeException.ThrowIfNegative(ahead);
        return MaskFunction.Leaf($"window {back} back, {ahead} ahead", grid =>
        {
            var distance = grid.Key - grid.Query;
            return (distance >= -back).logical_and(distance <= ahead);
        });
    }

    /// <summary>Query and key both lie in this segment.</summary>
    public static MaskFunction Segment(long segment) => MaskFunction.Leaf(
        segment == UserSegmentNumber ? "user segment" : $"segment {segment}",
        grid => grid.QuerySegment.eq(segment).logical_and(grid.KeySegment.eq(segment)));

    /// <summary>A weight for each key position, seen alike by every query; the last one holds for positions beyond.</summary>
    /// <exception cref="ArgumentException">There is no weight.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is outside [0, 1].</exception>
    public static MaskFunction PerKey(params float[] weights)
    {
        if (weights.Length == 0)
            throw new ArgumentException("Give at least one weight.", nameof(weights));
        foreach (var weight in weights)
            Share(weight, nameof(weights));
        return MaskFunction.Leaf("weight per key", grid =>
            tensor(weights, device: grid.Key.device).index_select(0, grid.Key.view(-1).clamp_max(weights.Length - 1)).view(1, 1, -1));
    }

    private static void Share(double weight, string name)
    {
        if (!(weight is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(name, weight, "A weight lies between 0 and 1.");
    }

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
