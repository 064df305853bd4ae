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
    internal const string EventEncoderName = "event_encoder";

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

    /// <summary>The low-rank adaptation in use; null without.</summary>
    public LoraConfig? Lora { get; private set; }

    /// <summary>Whether the adaptation is added into the weights for now.</summary>
    public bool LoraIsMerged { get; private set; }

    /// <summary>The encoder of events in use; null where all positions are tokens.</summary>
    public EventEncoder? Events { get; private set; }

    /// <summary>Adds a fresh encoder of events, drawn from the global generator; what comes of token ids does not change by it.</summary>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public void AddEvents(EventEncoderConfig config)
    {
        if (Events is not null)
            throw new InvalidOperationException("This decoder has an encoder of events already.");
        Events = new EventEncoder(config, Config);
        Events.to(embedding.weight!.device);
        register_module(EventEncoderName, Events);
    }

    /// <summary>
    /// Freezes the decoder's own parameters and puts a fresh low-rank way beside each target, drawn from the global generator. The
    /// outputs do not change before it has learnt something. An encoder of events goes on learning.
    /// </summary>
    /// <exception cref="BadInputException">A value of the configuration cannot be used.</exception>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public void AddLora(LoraConfig config)
    {
        config.Validate();
        if (Lora is not null)
            throw new InvalidOperationException("This decoder has a low-rank adaptation already.");
        foreach (var (_, parameter) in BaseParameters())
            parameter.requires_grad_(false);
        var projections = named_modules().Where(m => m.module is Projection && config.Targets.Contains(m.name[(m.name.LastIndexOf('.') + 1)..])).ToList();
        for (var number = 0; number < projections.Count; number++)
            ((Projection)projections[number].module).AddLora(config, number);
        Lora = config;
    }

    /// <summary>Adds the low-rank ways into the weights: the same outputs without their cost. Nothing learns while they are merged.</summary>
    /// <exception cref="InvalidOperationException">There are none, or they are merged already.</exception>
    public void MergeLora() => Merge(true);

    /// <summary>Takes the low-rank ways out of the weights again.</summary>
    /// <exception cref="InvalidOperationException">They are not merged.</exception>
    public void UnmergeLora() => Merge(false);

    /// <summary>
    /// The decoder's own parameters, without those of a low-rank adaptation and of an encoder of events, under their Hugging Face names
    /// without <c>model.</c>
    /// </summary>
    public IEnumerable<(string Name, Parameter Parameter)> BaseParameters() => named_parameters().Where(p => !IsLora(p.name) && !IsEvents(p.name));

    /// <summary>The parameters of the low-rank adaptation; none without one.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> LoraParameters() => named_parameters().Where(p => IsLora(p.name));

    /// <summary>The parameters of the encoder of events, their names beginning with <c>event_encoder.</c>; none without one.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> EventParameters() => named_parameters().Where(p => IsEvents(p.name));

    /// <summary>The embedded input of token ids: int64 <c>[batch, length]</c> to <c>[batch, length, hidden]</c>.</summary>
    /// <param name="ids">The ids; at a position with an event any.</param>
    /// <param name="events">The events of the batch, which stand in the place of tokens; null for none.</param>
    /// <exception cref="InvalidOperationException">There are events and no encoder for them (<see cref="AddEvents"/>).</exception>
    public Tensor Embed(Tensor ids, EventTensors? events = null)
    {
        if (events is null)
            return embedding.call(ids);
        var encoder = Events ?? throw new InvalidOperationException("This decoder reads tokens alone; add an encoder of events first.");
        using var scope = NewDisposeScope();
        var tokens = embedding.call(ids);
        var sources = events.Groups.Select(group => encoder.Forward(group, embedding.call)).Prepend(tokens.view(-1, Config.HiddenSize));
        return cat([.. sources], 0).index_select(0, events.Source).view(tokens.shape).MoveToOuterDisposeScope();
    }

    /// <summary>The scores of every next token: <c>[batch, length, hidden]</c> to fp32 <c>[batch, length, vocabulary]</c>.</summary>
    public Tensor Logits(Tensor lastHiddenState) =>
        Execution.Linear(lastHiddenState, head?.weight ?? embedding.weight!).to(ScalarType.Float32);

    /// <summary>
    /// Runs the decoder. Where hidden states are asked for and nothing below them learns, the embedded input becomes a leaf of the
    /// graph, so that its gradient can be had all the same. What it makes on the way is disposed; what it returns belongs to the
    /// caller's scope.
    /// </summary>
    /// <exception cref="ArgumentException">The bias does not fit the input.</exception>
    public DecoderOutput Forward(DecoderInput input)
    {
        using var scope = NewDisposeScope();
        var states = input.Embeddings ?? Embed(input.Ids!);
        var isGiven = input.Embeddings is not null;
        if (input.HiddenStates && !states.requires_grad && is_grad_enabled())
            (states, isGiven) = (states.detach().requires_grad_(), false);
        var context = ContextOf(input, states);
        var hidden = new List<Tensor> { states };
        var results = new List<AttentionResult>();
        foreach (var layer in layers)
        {
            results.Add(layer.Forward(states, context));
            states = results[^1].States;
            if (input.HiddenStates)
                hidden.Add(states);
        }

        return new DecoderOutput(norm.call(states).MoveToOuterDisposeScope())
        {
            HiddenStates = input.HiddenStates ? [.. hidden.Select((h, i) => i == 0 && isGiven ? h : h.MoveToOuterDisposeScope())] : null,
            AttentionMaps = AttentionResult.Maps(results, input),
            FutureMass = AttentionResult.FutureMasses(results, input),
        };
    }

    /// <summary>
    /// Runs the decoder without keeping what backward needs inside the layers: the layers run once more in backward. The states and
    /// gradients are those of <see cref="Forward"/>; backward takes two calls (see <see cref="RecomputingForward"/>).
    /// </summary>
    /// <exception cref="ArgumentException">The bias does not fit the input.</exception>
    public RecomputingForward ForwardRecomputing(DecoderInput input)
    {
        using var scope = NewDisposeScope();
        var embedded = input.Embeddings ?? Embed(input.Ids!).MoveToOuterDisposeScope();
        var context = ContextOf(input, embedded).Detached();
        List<Tensor> states = [embedded.detach().requires_grad_()];
        var results = new List<AttentionResult>();
        using (no_grad())
        {
            foreach (var layer in layers)
            {
                results.Add(layer.Forward(states[^1], context));
                states.Add(results[^1].States.requires_grad_());
            }
        }

        foreach (var state in states)
            state.MoveToOuterDisposeScope();
        return new RecomputingForward([.. layers], input, embedded, context.MoveToOuterDisposeScope(), states, new DecoderOutput(norm.call(states[^1]).MoveToOuterDisposeScope())
        {
            HiddenStates = input.HiddenStates ? states : null,
            AttentionMaps = AttentionResult.Maps(results, input),
            FutureMass = AttentionResult.FutureMasses(results, input),
        });
    }

    private LayerContext ContextOf(DecoderInput input, Tensor states)
    {
        Check(states, input.Bias);
        return new(
            input.Bias.to(ScalarType.Float32),
            RotaryEmbedding.Of(states.shape[1], Config.HeadSize, Config.RopeTheta, states.device),
            Execution, input.AttentionMaps, input.FutureMass, DropoutSeed(input));
    }

    private long? DropoutSeed(DecoderInput input) =>
        training && Lora is { Dropout: > 0 } && !LoraIsMerged ? input.DropoutSeed ?? randint(long.MaxValue, [1]).item<long>() : null;

    private void Merge(bool merge)
    {
        if (Lora is null || LoraIsMerged == merge)
            throw new InvalidOperationException(Lora is null ? "This decoder has no low-rank adaptation." : $"The low-rank adaptation is {(merge ? "already" : "not")} merged.");
        foreach (var projection in modules().OfType<Projection>())
            projection.Merge(merge);
        LoraIsMerged = merge;
    }

    private static bool IsEvents(string name) => name.StartsWith(EventEncoderName + ".", StringComparison.Ordinal);

    private static bool IsLora(string name) =>
        name.Contains($".{Projection.LoraA}.", StringComparison.Ordinal) || name.Contains($".{Projection.LoraB}.", StringComparison.Ordinal);

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
                nn.init.normal_(parameter, 0, name.StartsWith("embed_tokens.", StringComparison.Ordinal) ? Config.EmbeddingRange : Config.InitializerRange);
        }
    }
}
