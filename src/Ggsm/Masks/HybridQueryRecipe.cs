using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Masks;

/// <summary>
/// A learnt position is added to each user row and attends to its whole history; its final state is the embedding. All other
/// positions stay causal:
/// <code>
/// e' = e_1 ... e_p q e_(p+1) ...     p the row's anchor, q a learnt vector
/// w_ij = 0 for all j &gt; i           so that q, after every real token, sees all of them and is seen by none
/// </code>
/// Hybrid_gq of arXiv 2602.10622, appendix A.4: a learnable global query, like the CLS token of an encoder. Use it to ask how much
/// of an opening's gain a reader of its own, over states that never look ahead, would give by itself.
/// </summary>
/// <remarks>
/// The paper gives neither size, place nor start of the query. Ours is one vector of the decoder's hidden size, trained with the decoder and
/// kept in its checkpoints, drawn from N(0, 0.02^2) as fresh embeddings are. It stands directly after the last real token of
/// its row, so that padding changes nothing, and takes the next rotary position. Under a causal mask it is thus a token appended to the
/// prompt with an embedding of its own. The embedding is its state under either pooling. The answer tower has no history and gets no query: it
/// is causal, and its embedding is that of <c>&lt;EOS&gt;</c>, or the mean. No options. It stays as it is, in training and after it.
/// </remarks>
public sealed class HybridQueryRecipe : MaskRecipe
{
    private const double InitialDeviation = 0.02;

    private readonly Embedding query;

    private HybridQueryRecipe(int stateSize)
        : base(Registration)
    {
        query = nn.Embedding(1, stateSize);
        using var noGradient = no_grad();
        nn.init.normal_(query.weight!, 0, InitialDeviation);
    }

    /// <summary>The recipe's entry.</summary>
    public static MaskRecipeInfo Registration { get; } = new(
        "hybrid-query", "a learnt position after the anchor reads all of the history; the rest is causal",
        MaskPromises.ClosesPadding | MaskPromises.StartsCausal | MaskPromises.OpensMonotonically | MaskPromises.Constant,
        settings => new HybridQueryRecipe(settings.RequireHiddenSize("hybrid-query")));

    /// <inheritdoc/>
    public override nn.Module Learnable => query;

    /// <inheritdoc/>
    public override AttentionPlan Plan(MaskInput input)
    {
        var length = input.Length;
        if (input.Tower == Tower.Answer)
            return new AttentionPlan(FutureWeights.Constant(length, 0, input.States.device));

        using var scope = NewDisposeScope();
        var position = arange(length + 1, dtype: ScalarType.Int64, device: input.States.device).unsqueeze(0);
        var place = (input.Anchor + 1).unsqueeze(1);
        var added = position.eq(place);
        var source = where(position < place, position, position - 1);

        var states = input.States.gather(1, source.unsqueeze(2).expand(-1, -1, input.States.shape[2]));
        var padding = input.Padding.gather(1, source).logical_or(added);
        var segments = input.Segments?.gather(1, source).masked_fill(added, 1);
        var modalities = input.Modalities?.gather(1, source).masked_fill(added, -1);
        return new AttentionPlan(FutureWeights.Constant(length + 1, 0, input.States.device).MoveToOuterDisposeScope())
        {
            States = where(added.unsqueeze(2), query.weight!.unsqueeze(0).to(states.dtype), states).MoveToOuterDisposeScope(),
            Padding = padding.MoveToOuterDisposeScope(),
            Anchor = place.squeeze(1).MoveToOuterDisposeScope(),
            Added = added.MoveToOuterDisposeScope(),
            Segments = segments?.MoveToOuterDisposeScope(),
            Modalities = modalities?.MoveToOuterDisposeScope(),
        };
    }
}
