using static TorchSharp.torch;

namespace Ggsm.Masks;

/// <summary>What a recipe decides for one tower and one batch. <see cref="AttentionBias.FromPlan"/> turns it into a bias.</summary>
/// <param name="FutureWeights">
/// w_ij in [0, 1] for query i and key j, <c>[length, length]</c> or <c>[batch, length, length]</c>. Only j &gt; i is read.
/// May carry a gradient.
/// </param>
public sealed record AttentionPlan(Tensor FutureWeights)
{
    /// <summary>Where the recipe stands in its transition.</summary>
    public SchedulePhase Phase { get; init; } = SchedulePhase.Constant;

    /// <summary>How far the schedule has opened, in [0, 1]; null for a recipe without a schedule.</summary>
    public double? Alpha { get; init; }

    /// <summary>The importance (gradient norm) of each key position this plan was made from; null when it was made without.</summary>
    public IReadOnlyList<float>? Importance { get; init; }

    /// <summary>True only where a recipe leaves padding keys open to attention.</summary>
    public bool OpensPadding { get; init; }

    /// <summary>
    /// Embedded input to run instead of the one given, <c>[batch, length, hidden]</c>, for a recipe that adds positions of its own;
    /// <see cref="FutureWeights"/>, <see cref="Padding"/> and <see cref="Anchor"/> then speak of these positions.
    /// </summary>
    public Tensor? States { get; init; }

    /// <summary>Real positions of <see cref="States"/>, bool <c>[batch, length]</c>.</summary>
    public Tensor? Padding { get; init; }

    /// <summary>
    /// Anchor positions in <see cref="States"/>, int64 <c>[batch]</c>. Their final states are the embeddings, whatever the pooling: a
    /// position added to be the anchor is there for nothing else.
    /// </summary>
    public Tensor? Anchor { get; init; }

    /// <summary>True at positions of <see cref="States"/> that the recipe added, bool <c>[batch, length]</c>; null where those beyond the input's length are.</summary>
    public Tensor? Added { get; init; }

    /// <summary>Segments of <see cref="States"/> as <see cref="MaskInput.Segments"/> marks them, int64 <c>[batch, length]</c>; null for none.</summary>
    public Tensor? Segments { get; init; }

    /// <summary>Modalities of <see cref="States"/> as <see cref="MaskInput.Modalities"/> marks them, int64 <c>[batch, length]</c>; null for none.</summary>
    public Tensor? Modalities { get; init; }
}
