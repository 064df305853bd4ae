using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>
/// Turns events into positions of the decoder's input, as in the architecture of arXiv 2602.10622: field embeddings and time, the
/// modality's encoder, the modality's adapter. Facts without a time go from their field embedding straight to the adapter.
/// </summary>
/// <remarks>The paper encodes an event's text by a frozen language model of each modality; here the encoders are small and trained along.</remarks>
public sealed class EventEncoder : nn.Module
{
    private const string Encoder = "_encoder";
    private const string Adapter = "_adapter";

    // Beside values of about 1: who somebody is shows in what happened first, in when it happened second.
    private const double FreshTime = 0.02;

    private readonly FieldEmbedding fields;
    private readonly Linear time;
    private readonly Dictionary<string, ModalityEncoder> encoders = [];
    private readonly Dictionary<string, ModalityAdapter> adapters = [];

    /// <summary>An encoder with fresh weights drawn from the global generator.</summary>
    /// <param name="config">Its modalities.</param>
    /// <param name="decoder">The shape of the decoder whose input it makes.</param>
    public EventEncoder(EventEncoderConfig config, DecoderConfig decoder)
        : base(nameof(EventEncoder))
    {
        Config = config;
        fields = new FieldEmbedding(decoder.HiddenSize, decoder.NormEpsilon);
        time = FreshLinear.Small(TimeFeatures.Size, decoder.HiddenSize, FreshTime);
        RegisterComponents();
        foreach (var modality in config.Events)
            register_module(modality + Encoder, encoders[modality] = new ModalityEncoder(decoder.HiddenSize));
        foreach (var modality in config.Events.Append(config.Facts))
            register_module(modality + Adapter, adapters[modality] = new ModalityAdapter(decoder.HiddenSize, decoder.EmbeddingRange));
    }

    /// <summary>Its modalities.</summary>
    public EventEncoderConfig Config { get; }

    /// <summary>Encodes the events of one modality.</summary>
    /// <param name="group">n events.</param>
    /// <param name="embed">The decoder's token embedding.</param>
    /// <returns><c>[n, hidden]</c>, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">There is no encoder for the modality.</exception>
    internal Tensor Forward(EventGroup group, Func<Tensor, Tensor> embed)
    {
        using var scope = NewDisposeScope();
        if (!adapters.TryGetValue(group.Modality, out var adapter))
            throw new ArgumentException($"There is no encoder for the modality {group.Modality}.", nameof(group));
        var states = fields.Forward(group, embed);
        if (encoders.TryGetValue(group.Modality, out var encoder))
            states = encoder.call(states + time.call(group.Times ?? throw new ArgumentException($"Events of {group.Modality} have no times.", nameof(group))));
        return adapter.call(states).MoveToOuterDisposeScope();
    }
}
