using Ggsm.Batches;
using Ggsm.Contrastive;
using Ggsm.Encoders;
using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>
/// Runs a micro-batch ahead of its live pass, for a recipe whose mask waits for gradients of the very rows it masks
/// (<see cref="TowerCopy.Ahead"/>) or of the initial decoder (<see cref="TowerCopy.Frozen"/>): both towers, loss and backward
/// down to the states, which the recipe observes. Parameters are left as they were, without a gradient.
/// </summary>
/// <remarks>It costs the time of one more forward and backward pass. Its graph is freed before the live pass begins, so it adds nothing to the peak of memory but the frozen copy's weights.</remarks>
public sealed class GuidancePass : IDisposable
{
    private readonly TowerEncoder live;
    private readonly Func<TowerEncoder, ContrastiveStep> stepOf;
    private readonly IReadOnlyList<Tensor> trained;
    private FrozenDecoder? frozen;

    /// <param name="live">The encoder in training.</param>
    /// <param name="stepOf">Makes the step that runs over an encoder, with the loss of the live one.</param>
    /// <param name="trained">Everything that trains: decoder, recipe, loss. It takes no gradient from these passes.</param>
    /// <param name="frozen">The copy of the initial decoder, disposed with this; null when the recipe wants none.</param>
    public GuidancePass(TowerEncoder live, Func<TowerEncoder, ContrastiveStep> stepOf, IEnumerable<Tensor> trained, FrozenDecoder? frozen = null)
    {
        this.live = live;
        this.stepOf = stepOf;
        this.trained = [.. trained];
        this.frozen = frozen;
    }

    /// <summary>Runs the copy the recipe wants gradients of at this step; does nothing when that is the live one, or it wants none.</summary>
    /// <param name="batch">The tokens of both towers.</param>
    /// <param name="maskStep">The step of the recipe's clock.</param>
    /// <param name="accumulation">Micro-batches of the update.</param>
    /// <exception cref="InvalidOperationException">The recipe wants gradients of a frozen copy, and there is none.</exception>
    public void Run(PairBatch batch, long maskStep, int accumulation = 1)
    {
        var copy = CopyWanted(live.Recipe, maskStep);
        if (copy == TowerCopy.Live)
            return;
        var encoder = copy == TowerCopy.Ahead
            ? live.Ahead()
            : live.Over(frozen ?? throw new InvalidOperationException($"The recipe {live.Recipe.Name} asks for gradients of a frozen copy of the decoder, and there is none."));
        var taking = trained.Where(p => p.requires_grad).ToList();
        using var scope = NewDisposeScope();
        try
        {
            taking.ForEach(p => p.requires_grad_(false));
            stepOf(encoder).Run(batch, maskStep, accumulation);
        }
        finally
        {
            taking.ForEach(p => p.requires_grad_());
        }
    }

    /// <summary>Frees the frozen copy when the recipe wants it no longer.</summary>
    /// <param name="maskStep">The next step of the recipe's clock.</param>
    public void Release(long maskStep)
    {
        if (frozen is null || live.Recipe.WantsFrozenCopy(maskStep))
            return;
        frozen.Dispose();
        frozen = null;
    }

    /// <summary>Writes the frozen copy into a checkpoint's folder, if there is one.</summary>
    public void Save(string directory) => frozen?.Save(directory);

    /// <inheritdoc/>
    public void Dispose() => frozen?.Dispose();

    internal static TowerCopy CopyWanted(MaskRecipe recipe, long maskStep) =>
        (recipe.Wants(Tower.User, maskStep) ?? recipe.Wants(Tower.Answer, maskStep))?.Copy ?? TowerCopy.Live;
}
