using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>
/// A Qwen2-style decoder: RMSNorm, rotary positions, grouped-query attention with q/k/v bias, SwiGLU, tied or untied output head.
/// Parameters carry their Hugging Face names without the leading <c>model.</c>
/// It adds whatever attention bias it is given and knows nothing of where that came from.
/// </summary>
public sealed class DecoderModel : nn.Module
{
    [ComponentName(Name = "embed_tokens")]
    private readonly Embedding embedding;

    private readonly ModuleList<DecoderLayer> layers;
    private readonly RmsNorm norm;

    [ComponentName(Name = "lm_head")]
    private readonly Linear? head;

    /// <summary>Makes a decoder with fresh weights drawn from the global generator (<c>torch.manual_seed</c>).</summary>
    /// <exception cref="BadInputException">The numbers of the configuration do not fit together.</exception>
    public DecoderModel(DecoderConfig config)
        : base(nameof(DecoderModel))
    {
        config.Validate();
        Config = config;
        embedding = nn.Embedding(config.VocabularySize, config.HiddenSize);
        layers = new ModuleList<DecoderLayer>([.. Enumerable.Range(0, config.Layers).Select(_ => new DecoderLayer(config))]);
        norm = new RmsNorm(config.HiddenSize, config.NormEpsilon);
        head = config.TieEmbeddings ? null : nn.Linear(config.HiddenSize, config.VocabularySize, hasBias: false);
        RegisterComponents();
        Initialise();
    }

    /// <summary>The decoder's shape.</summary>
    public DecoderConfig Config { get; }

    /// <summary>How it computes.</summary>
    public DecoderExecution Execution { get; set; } = new();

    /// <summary>The embedded input of token ids: int64 <c>[batch, length]</c> to <c>[batch, length, hidden]</c>.</summary>
    public Tensor Embed(Tensor ids) => embedding.call(ids);

    /// <summary>The scores of every next token: <c>[batch, length, hidden]</c> to <c>[batch, length, vocabulary]</c>.</summary>
    public Tensor Logits(Tensor lastHiddenState) =>
        head is null ? nn.functional.linear(lastHiddenState, embedding.weight!) : head.call(lastHiddenState);

    /// <summary>Runs the decoder. What it makes on the way is disposed; what it returns belongs to the caller's scope.</summary>
    /// <exception cref="ArgumentException">The bias does not fit the input.</exception>
    public DecoderOutput Forward(DecoderInput input)
    {
        using var scope = NewDisposeScope();
        var states = input.Embeddings ?? Embed(input.Ids!);
        Check(states, input.Bias);
        var context = new LayerContext(
            input.Bias.to(ScalarType.Float32),
            RotaryEmbedding.Of(states.shape[1], Config.HeadSize, Config.RopeTheta, states.device),
            Execution, input.AttentionMaps, input.FutureMass);
        var hidden = new List<Tensor> { states };
        var results = new List<AttentionResult>();
        foreach (var layer in layers)
        {
            var result = layer.Forward(states, context);
            states = result.States;
            if (input.HiddenStates)
                hidden.Add(states);
            results.Add(result);
        }

        return new DecoderOutput(norm.call(states).MoveToOuterDisposeScope())
        {
            HiddenStates = input.HiddenStates ? [.. hidden.Select((h, i) => i == 0 && input.Embeddings is not null ? h : h.MoveToOuterDisposeScope())] : null,
            AttentionMaps = input.AttentionMaps ? [.. results.Select(r => r.Map!.MoveToOuterDisposeScope())] : null,
            FutureMass = input.FutureMass ? stack(results.Select(r => r.FutureMass!)).MoveToOuterDisposeScope() : null,
        };
    }

    private void Check(Tensor states, Tensor bias)
    {
        if (states.dim() != 3 || states.shape[2] != Config.HiddenSize)
            throw new ArgumentException($"The embedded input is [{string.Join(", ", states.shape)}]; expected [batch, length, {Config.HiddenSize}].");
        var (batch, length) = (states.shape[0], states.shape[1]);
        long[] shape = bias.shape;
        if (!shape.SequenceEqual([length, length]) && !shape.SequenceEqual([batch, 1, length, length]))
            throw new ArgumentException(
                $"The attention bias is [{string.Join(", ", shape)}]; expected [{length}, {length}] or [{batch}, 1, {length}, {length}].");
    }

    private void Initialise()
    {
        using var noGradient = no_grad();
        foreach (var (name, parameter) in named_parameters())
        {
            if (name.EndsWith("norm.weight", StringComparison.Ordinal))
                continue;
            if (name.EndsWith(".bias", StringComparison.Ordinal))
                nn.init.zeros_(parameter);
            else
                nn.init.normal_(parameter, 0, Config.InitializerRange);
        }
    }
}
