using Ggsm.Batches;
using Ggsm.Decoder;
using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Encoders;

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
    /// <exception cref="BadInputException">The recipe is guided by a layer that the decoder does not have.</exception>
    public TowerEncoder(DecoderModel decoder, MaskRecipe recipe, PoolingMode pooling)
        : this(decoder, recipe, pooling, TowerCopy.Live)
    {
        foreach (var tower in Enum.GetValues<Tower>())
        {
            if (recipe.Wants(tower, 0) is { } request && request.Source.Index > decoder.Config.Layers)
            {
                throw new BadInputException($"{request.Source} was given; the decoder has {decoder.Config.Layers} layers.", field: "source",
                    remedy: $"Give last, input, or layer:k with k from 1 to {decoder.Config.Layers}.");
            }
        }
    }

    private TowerEncoder(DecoderModel decoder, MaskRecipe recipe, PoolingMode pooling, TowerCopy copy)
    {
        this.decoder = decoder;
        this.pooling = pooling;
        Recipe = recipe;
        Copy = copy;
    }

    /// <summary>Decides how far each position may look ahead.</summary>
    public MaskRecipe Recipe { get; }

    /// <summary>Whether passes say how much attention went to the future; changes no state and no gradient.</summary>
    public bool MeasuresFutureMass { get; set; }

    /// <summary>Which copy of the decoder this one runs.</summary>
    public TowerCopy Copy { get; }

    /// <summary>The same decoder, recipe and pooling for passes ahead of the live one: a graph that ends at the embedded input.</summary>
    public TowerEncoder Ahead() => new(decoder, Recipe, pooling, TowerCopy.Ahead);

    /// <summary>The same recipe and pooling over a frozen copy of the decoder, which computes as the live one does.</summary>
    public TowerEncoder Over(FrozenDecoder frozen)
    {
        frozen.Decoder.Execution = decoder.Execution;
        return new(frozen.Decoder, Recipe, pooling, TowerCopy.Frozen);
    }

    /// <summary>
    /// Runs the decoder. Its tensors belong to the caller's dispose scope. Where gradients are off, as in the first pass of a
    /// gradient cache, no states are kept to guide the recipe. Dropout, where LoRA has one, drops in training steps only.
    /// </summary>
    /// <param name="tower">The tower.</param>
    /// <param name="batch">Its tokens.</param>
    /// <param name="step">The step of the recipe's clock; without meaning at inference.</param>
    /// <param name="phase">A training step, or encoding with the mask the recipe ends with.</param>
    public TowerOutput Encode(Tower tower, TokenBatch batch, long step, EncodingMode phase)
    {
        if (decoder.training != (phase == EncodingMode.Training))
            decoder.train(phase == EncodingMode.Training);
        var states = decoder.Embed(batch.Ids, batch.Events);
        if (Copy != TowerCopy.Live)
            states = states.detach().requires_grad_();
        var request = phase == EncodingMode.Training && is_grad_enabled() && Recipe.Wants(tower, step) is { } wanted && wanted.Copy == Copy ? wanted : null;
        var given = new MaskInput(tower, step, states, batch.Padding, batch.LastPositions)
        {
            Mode = phase,
            Segments = batch.Segments,
            Modalities = batch.Modalities,
            Copy = Copy,
            FirstRow = batch.FirstRow,
        };
        var plan = Recipe.Plan(given);
        var input = given.Under(plan);
        var decoderInput = DecoderInput.OfEmbeddings(input.States, AttentionBias.FromPlan(plan, given)) with
        {
            HiddenStates = request is { Source.IsLast: false },
            FutureMass = MeasuresFutureMass,
        };
        var recomputing = phase == EncodingMode.Training && decoder.Execution.Recompute && is_grad_enabled() ? decoder.ForwardRecomputing(decoderInput) : null;
        var output = recomputing?.Output ?? decoder.Forward(decoderInput);

        Tensor? guiding = null;
        if (request is not null)
        {
            guiding = request.Source.IsLast ? output.LastHiddenState : output.HiddenStates![request.Source.Index];
            guiding.retain_grad();
        }

        var embeddings = pooling == PoolingMode.Mean && plan.Anchor is null
            ? Pooling.Mean(output.LastHiddenState, input.Padding)
            : Pooling.LastToken(output.LastHiddenState, input.Anchor);
        return new TowerOutput(tower, step, embeddings, output.LastHiddenState, plan, input.Padding, Copy, guiding)
        {
            Recomputing = recomputing,
            Modalities = input.Modalities,
            FutureMass = output.FutureMass is { } mass ? FutureMass.PerLayer(mass, input.Padding) : null,
        };
    }
}

/// <summary>What encoding one tower's batch gave.</summary>
/// <param name="Tower">The tower.</param>
/// <param name="Step">The step of the recipe's clock.</param>
/// <param name="Embeddings">Pooled states, not normalised, <c>[batch, hidden]</c>.</param>
/// <param name="Hidden">Final states, <c>[batch, length, hidden]</c>.</param>
/// <param name="Plan">The mask it ran under.</param>
/// <param name="Padding">True at real positions, <c>[batch, length]</c>.</param>
/// <param name="Copy">Which copy of the decoder ran.</param>
/// <param name="Guiding">The states whose gradient the recipe asked for, with that gradient after backward; null when it asked for none.</param>
public sealed record TowerOutput(
    Tower Tower, long Step, Tensor Embeddings, Tensor Hidden, AttentionPlan Plan, Tensor Padding, TowerCopy Copy, Tensor? Guiding)
{
    /// <summary>The modality of each position as <see cref="MaskInput.Modalities"/> marks them, int64 <c>[batch, length]</c>; null when none is marked.</summary>
    public Tensor? Modalities { get; init; }

    /// <summary>The decoder's pass when its layers are to run once more in backward; null when the graph holds them.</summary>
    internal RecomputingForward? Recomputing { get; init; }

    /// <summary>Takes the gradient on through layers that are recomputed; nothing where they are not. Call once, after the loss's own backward.</summary>
    public void FinishBackward() => Recomputing?.Backward();

    /// <summary>
    /// The attention spent on the future, a number for each layer: the weight after softmax on keys j &gt; i, mean over heads and
    /// real queries. Null unless measured (<see cref="TowerEncoder.MeasuresFutureMass"/>).
    /// </summary>
    public IReadOnlyList<double>? FutureMass { get; init; }
}
