using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>What one forward pass runs on. The bias is never optional: a mask left out by mistake must not go unnoticed.</summary>
public sealed record DecoderInput
{
    private DecoderInput(Tensor? ids, Tensor? embeddings, Tensor bias)
    {
        Ids = ids;
        Embeddings = embeddings;
        Bias = bias;
    }

    /// <summary>Token ids, int64 <c>[batch, length]</c>; null when embeddings are given.</summary>
    public Tensor? Ids { get; }

    /// <summary>Embedded input, <c>[batch, length, hidden]</c>; null when ids are given.</summary>
    public Tensor? Embeddings { get; }

    /// <summary>Added to the attention scores of every layer and head, <c>[length, length]</c> or <c>[batch, 1, length, length]</c>.</summary>
    public Tensor Bias { get; }

    /// <summary>Whether to return every layer's hidden states.</summary>
    public bool HiddenStates { get; init; }

    /// <summary>Whether to return every layer's attention maps.</summary>
    public bool AttentionMaps { get; init; }

    /// <summary>Whether to return how much attention went to the future; changes no state and no gradient.</summary>
    public bool FutureMass { get; init; }

    /// <summary>
    /// Decides what LoRA's dropout drops: two passes of one seed drop the same. Null draws a seed from the global generator of the CPU.
    /// Without meaning where nothing is dropped: in evaluation mode, or without dropout.
    /// </summary>
    public long? DropoutSeed { get; init; }

    /// <summary>Runs on token ids, int64 <c>[batch, length]</c>.</summary>
    public static DecoderInput OfIds(Tensor ids, Tensor bias) => new(ids, null, bias);

    /// <summary>Runs on embedded input, <c>[batch, length, hidden]</c>, as made by <see cref="DecoderModel.Embed"/> or by a recipe.</summary>
    public static DecoderInput OfEmbeddings(Tensor embeddings, Tensor bias) => new(null, embeddings, bias);
}
