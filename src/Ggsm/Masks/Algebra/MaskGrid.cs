using static TorchSharp.torch;

namespace Ggsm.Masks.Algebra;

/// <summary>
/// What a <see cref="MaskFunction"/> is a function of: query, key, segment and modality of every pair of a batch, as tensors that
/// broadcast to <c>[batch, length, length]</c> (queries in rows, keys in columns).
/// </summary>
/// <param name="Query">Position i of the query, int64 <c>[1, length, 1]</c>.</param>
/// <param name="Key">Position j of the key, int64 <c>[1, 1, length]</c>.</param>
/// <param name="QuerySegment">The query's segment, int64 <c>[batch, length, 1]</c>: 0 in the user segment, 1 after it, <see cref="NoSegment"/> everywhere when none is marked.</param>
/// <param name="KeySegment">The key's segment, int64 <c>[batch, 1, length]</c>.</param>
/// <param name="QueryModality">The query's modality, int64 <c>[batch, length, 1]</c>; <see cref="NoModality"/> outside of all, and everywhere when none is marked.</param>
/// <param name="KeyModality">The key's modality, int64 <c>[batch, 1, length]</c>.</param>
/// <param name="QueryReal">Whether the query is no padding, bool <c>[batch, length, 1]</c>.</param>
/// <param name="KeyReal">Whether the key is no padding, bool <c>[batch, 1, length]</c>.</param>
/// <param name="Alpha">How far the schedule has opened, in [0, 1].</param>
public sealed record MaskGrid(
    Tensor Query, Tensor Key, Tensor QuerySegment, Tensor KeySegment, Tensor QueryModality, Tensor KeyModality, Tensor QueryReal, Tensor KeyReal, double Alpha)
{
    /// <summary>The segment of every position of an input that marks none.</summary>
    public const long NoSegment = -1;

    /// <summary>The modality of a position outside of all.</summary>
    public const long NoModality = -1;

    /// <summary>Positions in a row.</summary>
    public long Length => Key.shape[2];

    /// <summary>The grid of a recipe's input. Its tensors belong to the caller's dispose scope.</summary>
    public static MaskGrid Of(MaskInput input, double alpha = 1)
    {
        using var scope = NewDisposeScope();
        var position = arange(input.Length, dtype: ScalarType.Int64, device: input.Padding.device);
        var segments = input.Segments ?? full(input.Padding.shape, NoSegment, dtype: ScalarType.Int64, device: input.Padding.device);
        var modalities = input.Modalities ?? full(input.Padding.shape, NoModality, dtype: ScalarType.Int64, device: input.Padding.device);
        return new MaskGrid(
            Kept(position.view(1, -1, 1)), Kept(position.view(1, 1, -1)), Kept(segments.unsqueeze(2)), Kept(segments.unsqueeze(1)),
            Kept(modalities.unsqueeze(2)), Kept(modalities.unsqueeze(1)), Kept(input.Padding.unsqueeze(2)), Kept(input.Padding.unsqueeze(1)),
            alpha);

        static Tensor Kept(Tensor made) => made.MoveToOuterDisposeScope();
    }
}
