using Ggsm.Masks;

namespace Ggsm.Runs;

/// <summary>
/// One line of <c>masks.jsonl</c>: the mask of one tower as it was used at one step, enough to draw it without the model.
/// Long masks are sampled, not averaged: <see cref="Positions"/> says which rows and columns are kept.
/// </summary>
public sealed record MaskSnapshot
{
    /// <summary>The optimiser's clock.</summary>
    public required long Step { get; init; }

    /// <summary>The mask's clock.</summary>
    public required long MaskStep { get; init; }

    /// <summary><c>user</c> or <c>answer</c>.</summary>
    public required string Tower { get; init; }

    /// <summary>How far the schedule has opened the future; null for a recipe without a schedule.</summary>
    public double? Alpha { get; init; }

    /// <summary>Length of the longest sequence of the batch the mask was used on, with positions the recipe added.</summary>
    public required int Length { get; init; }

    /// <summary>Positions kept, increasing: row and column k of <see cref="Weights"/> is position <c>Positions[k]</c>.</summary>
    public required int[] Positions { get; init; }

    /// <summary>
    /// <c>Weights[q][k]</c> in 0..1: how far query position q may look at key position k. 1 where k is not after q.
    /// Where the recipe gives a mask per sequence, the mean over the batch. Padding is not drawn.
    /// </summary>
    public required float[][] Weights { get; init; }

    /// <summary>
    /// The modality of each kept position in the longest row of the batch, empty outside of all; null for a tower whose input marks none.
    /// Other rows divide their positions otherwise.
    /// </summary>
    public string[]? Modalities { get; init; }

    /// <summary>Importance of every key position up to <see cref="Length"/>; null for a recipe without importance.</summary>
    public float[]? Importance { get; init; }
}
