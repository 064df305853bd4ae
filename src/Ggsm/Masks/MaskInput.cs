using static TorchSharp.torch;

namespace Ggsm.Masks;

/// <summary>What a recipe may look at to plan the attention of one tower for one batch.</summary>
/// <param name="Tower">The tower to be encoded.</param>
/// <param name="Step">The step of the recipe's <see cref="MaskRecipe.Clock"/>, from 0.</param>
/// <param name="States">The embedded input, <c>[batch, length, hidden]</c>, part of the graph: a plan may be differentiable in it.</param>
/// <param name="Padding">bool <c>[batch, length]</c>, true at real positions.</param>
/// <param name="Anchor">int64 <c>[batch]</c>, the position whose final state is the embedding.</param>
public sealed record MaskInput(Tower Tower, long Step, Tensor States, Tensor Padding, Tensor Anchor)
{
    /// <summary>int64 <c>[batch, length]</c>: 0 in the user segment, 1 after it. Null when the input has no user segment marked.</summary>
    public Tensor? Segments { get; init; }

    /// <summary>
    /// int64 <c>[batch, length]</c>: the number of the modality each position belongs to, its tags included, -1 outside of all. Null
    /// when the input has no modalities marked.
    /// </summary>
    public Tensor? Modalities { get; init; }

    /// <summary>A training step, or encoding after training.</summary>
    public EncodingMode Mode { get; init; } = EncodingMode.Training;

    /// <summary>The decoder that will run under the plan.</summary>
    public TowerCopy Copy { get; init; } = TowerCopy.Live;

    /// <summary>The first row's place in the batch the loss is computed over; above 0 where that batch is encoded in parts.</summary>
    public long FirstRow { get; init; }

    /// <summary>Positions in a row.</summary>
    public long Length => States.shape[1];

    /// <summary>The input as the decoder runs on it under a plan made for it: with the positions the plan adds, if it adds any.</summary>
    public MaskInput Under(AttentionPlan plan) => plan.States is null
        ? this
        : this with
        {
            States = plan.States,
            Padding = plan.Padding ?? Padding,
            Anchor = plan.Anchor ?? Anchor,
            Segments = plan.Segments,
            Modalities = plan.Modalities,
        };
}

/// <summary>The side of a training pair that is being encoded. Both towers share one decoder.</summary>
public enum Tower
{
    /// <summary>The user tower: history, instruction and the anchor <c>&lt;USER&gt;</c>.</summary>
    User,

    /// <summary>The answer tower: the answer and its closing <c>&lt;EOS&gt;</c>.</summary>
    Answer,
}

/// <summary>What a plan is asked for.</summary>
public enum EncodingMode
{
    /// <summary>A training step; the plan may depend on it.</summary>
    Training,

    /// <summary>Encoding after training: the mask the recipe ends with.</summary>
    Inference,
}

/// <summary>Which copy of the decoder runs or gives a gradient, and when.</summary>
public enum TowerCopy
{
    /// <summary>The decoder in training; its gradients arrive after the step's plan was made.</summary>
    Live,

    /// <summary>
    /// The decoder in training, run once ahead of the live pass on the same rows, for the gradients of its states alone; they
    /// arrive before the live plan is made.
    /// </summary>
    Ahead,

    /// <summary>A copy kept as it was at the first step, run ahead of the live pass as <see cref="Ahead"/> is.</summary>
    Frozen,
}
