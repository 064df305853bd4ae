using Ggsm.Decoder;
using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>
/// Encodes one tower's batch under a mask recipe: the recipe's plan becomes the attention bias, the decoder runs, the
/// states are pooled. Training and embedding both go through here, so both see the mask they ask for.
/// </summary>
public sealed class TowerEncoder
{
    private readonly DecoderModel decoder;
    private readonly PoolingMode pooling;

    /// <param name="decoder">The decoder both towers share.</param>
    /// <param name="recipe">Decides how far each position may look ahead.</param>
    /// <param name="pooling">Which states become the embedding.</param>
    public TowerEncoder(DecoderModel decoder, MaskRecipe recipe, PoolingMode pooling)
    {
        this.decoder = decoder;
        this.pooling = pooling;
        Recipe = recipe;
    }

    /// <summary>Decides how far each position may look ahead.</summary>
    public MaskRecipe Recipe { get; }

    /// <summary>
    /// Runs the decoder. Its tensors belong to the caller's dispose scope. Where gradients are off, as in the first pass of a
    /// gradient cache, no states are kept to guide the recipe. Dropout, where LoRA has one, drops in training steps only.
    /// </summary>
    /// <param name="tower">The tower.</param>
    /// <param name="batch">Its tokens.</param>
    /// <param name="step">The step of the recipe's clock; without meaning at inference.</param>
    /// <param name="phase">A training step, or encoding with the mask the recipe ends with.</param>
    public TowerPass Encode(Tower tower, TokenBatch batch, long step, MaskPhase phase)
    {
        if (decoder.training != (phase == MaskPhase.Training))
            decoder.train(phase == MaskPhase.Training);
        var states = decoder.Embed(batch.Ids);
        var request = phase == MaskPhase.Training && is_grad_enabled() ? Recipe.Wants(tower, step) : null;
        if (request is { Copy: TowerCopy.Frozen })
            throw new NotSupportedException($"The recipe {Recipe.Name} asks for gradients of a frozen copy of the decoder, and the trainer keeps none.");
        var input = new MaskInput(tower, step, states, batch.Padding, batch.LastPositions) { Phase = phase, Segments = batch.Segments };
        var plan = Recipe.Plan(input);
        var output = decoder.Forward(DecoderInput.OfEmbeddings(plan.States ?? states, AttentionBias.FromPlan(plan, input)) with
        {
            HiddenStates = request is { Source.IsLast: false },
        });

        Tensor? guiding = null;
        if (request is { } wanted)
        {
            guiding = wanted.Source.IsLast ? output.LastHiddenState : output.HiddenStates![wanted.Source.Index];
            guiding.retain_grad();
        }

        return new TowerPass(
            tower, step, Pool(output.LastHiddenState, plan.Padding ?? batch.Padding, plan.Anchor ?? batch.LastPositions),
            output.LastHiddenState, plan, plan.Padding ?? batch.Padding, guiding);
    }

    private Tensor Pool(Tensor hidden, Tensor padding, Tensor anchor) =>
        pooling == PoolingMode.Mean ? Pooling.Mean(hidden, padding) : Pooling.Anchor(hidden, anchor);
}
