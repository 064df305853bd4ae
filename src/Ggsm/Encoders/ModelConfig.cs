using System.Text.Json.Serialization;
using Ggsm.Decoder;
using Ggsm.Runs;

namespace Ggsm.Encoders;

/// <summary>The model: what it starts from, what of it trains, what its embedding is, how it computes.</summary>
public sealed record ModelConfig
{
    /// <summary>The value of <see cref="Init"/> for random weights.</summary>
    public const string RandomInit = "random";

    /// <summary>The value of <see cref="Init"/> for weights pretrained causally on the training part.</summary>
    public const string PretrainedInit = "pretrained";

    /// <summary>The decoder's size, a preset of <c>DecoderConfig</c>; ignored when <see cref="Init"/> names a folder, which says its own.</summary>
    public string Decoder { get; init; } = "quick";

    /// <summary>
    /// What the run starts from: <see cref="RandomInit"/>, every preset's choice; <see cref="PretrainedInit"/>, a decoder of this size
    /// pretrained causally on the training part, made once and kept; or a folder in Hugging Face's layout or of a run, whether
    /// <c>pretrain</c> made it or not.
    /// </summary>
    public string Init { get; init; } = RandomInit;

    /// <summary>
    /// Next token: standard deviation of the random weights the decoder starts from, embeddings included; null sizes them by the
    /// decoder's width. The embeddings are the scores' matrix too, so at one half they would begin with scores of four and more.
    /// </summary>
    public double? InitializerRange { get; init; }

    /// <summary>
    /// Low-rank adaptation: the decoder stays frozen and its projections learn a difference of low rank. Null trains every
    /// parameter, as suits a decoder from random weights. The paper trains with rank 64 and alpha 64, the released code with 32 and 32.
    /// </summary>
    public LoraConfig? Lora { get; init; }

    /// <summary>
    /// The folder of a PEFT adapter that the run goes on with; its own rank, alpha, dropout and targets hold, so <see cref="Lora"/> stays
    /// null. An adapter that lies in the folder <see cref="Init"/> names needs no mention. A resumed run does not need it any more.
    /// </summary>
    public string? Adapter { get; init; }

    /// <summary>
    /// Which states become the embedding; null for what the recipe follows: the mean for <c>ggsm-released</c> and for ggsm with
    /// <c>preset=as-released</c>, else the anchor. A recipe with an anchor of its own (<c>hybrid-query</c>) takes that one in any case.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public PoolingMode? Pooling { get; init; } = PoolingMode.Mean;

    /// <summary>What stands between the pooled state and the loss, of both towers alike. It trains with the decoder, also beside a frozen one.</summary>
    public ProjectionHead ProjectionHead { get; init; }

    /// <summary>
    /// Which state the finished encoder gives as the embedding, and what probes along the run read, where there is a head. Retrieval
    /// compares what the loss compares in any case.
    /// </summary>
    public EmbeddingState Embedding { get; init; }

    /// <summary>How attention is computed; decides memory, speed and rounding only.</summary>
    public AttentionPath Attention { get; init; }

    /// <summary>The number type of the matrix products; weights, softmax, norms, loss and the optimiser are fp32 either way.</summary>
    public Precision Precision { get; init; }

    /// <summary>Whether the layers run once more in backward instead of keeping their insides: less memory for about a third more time.</summary>
    public bool Recompute { get; init; }

    /// <summary>How the decoder computes.</summary>
    [JsonIgnore]
    public DecoderExecution Execution => new() { Attention = Attention, Precision = Precision, Recompute = Recompute };

    /// <summary>The folder of the weights <see cref="Init"/> names, that of the finished model where it is a run; null when it names none.</summary>
    [JsonIgnore]
    public string? InitFolder => Init is RandomInit or PretrainedInit ? null : RunFolder.WeightsIn(Init);
}
