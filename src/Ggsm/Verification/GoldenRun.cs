using System.Globalization;
using Ggsm.Checkpoints;
using Ggsm.Contrastive;
using Ggsm.Decoder;
using Ggsm.Masks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Verification;

/// <summary>A whole training run from given weights and batches: its losses, future weights and gradient norms.</summary>
internal sealed class GoldenRun : IDisposable
{
    private const string ProjectorPrefix = "projector.";
    private readonly GoldenNode reference;
    private readonly Device device;
    private readonly bool released;
    private readonly DecoderModel decoder;
    private readonly Projector? projector;
    private readonly MaskRecipe recipe;
    private readonly InfoNceLoss loss;

    private GoldenRun(string directory, Device device)
    {
        this.device = device;
        reference = GoldenNode.Read(Path.Combine(directory, "run.json"));
        released = reference.Has("ema_decay");
        decoder = new DecoderModel(DecoderConfigFile.Read(Path.Combine(directory, PretrainedDecoder.ConfigFile)));
        var weights = Path.Combine(directory, "initial.safetensors");
        PretrainedDecoder.LoadWeights(decoder, weights, ProjectorPrefix);
        decoder.to(device);
        if (released)
            projector = ReadProjector(weights).to(device);
        var schedule = new MaskSchedule(reference.Get("warmup_steps").Integer(), reference.Get("total_steps").Integer());
        recipe = MaskRecipes.Create(released ? "ggsm-released" : "ggsm", new MaskSettings(schedule)
        {
            Options = released
                ? new Dictionary<string, string> { ["ema-decay"] = reference.Get("ema_decay").Number().ToString(CultureInfo.InvariantCulture) }
                : [],
        });
        loss = new InfoNceLoss((released ? InfoNceOptions.AsReleased : InfoNceOptions.AsDescribed) with
        {
            Temperature = reference.Get("temperature").Number(),
            Margin = reference.Get("margin").Number(),
        });
    }

    public static IEnumerable<GoldenCase> Verify(string directory, Device device, GoldenTolerance tolerance, CancellationToken cancellation)
    {
        using var run = new GoldenRun(directory, device);
        return run.Replay(Path.GetFileName(directory), tolerance, cancellation);
    }

    public void Dispose()
    {
        decoder.Dispose();
        projector?.Dispose();
    }

    private GoldenCase[] Replay(string name, GoldenTolerance tolerance, CancellationToken cancellation)
    {
        var parameters = decoder.parameters().Concat(projector?.parameters() ?? []).ToList();
        using var optimizer = optim.AdamW(parameters, reference.Number("learning_rate", 1e-3), weight_decay: reference.Number("weight_decay", 0.01));
        var clip = reference.Number("clip", 1);
        double losses = 0, weights = 0, norms = 0;
        foreach (var (batch, log) in reference.Get("batches").Items().Zip(reference.Get("log").Items()))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var step = log.Get("step").Integer();
            var user = Encode(Tower.User, step, batch.Get("query"), batch.Get("query_mask"));
            var answer = Encode(Tower.Answer, step, batch.Get("answer"), batch.Get("answer_mask"));
            var value = loss.Compute(user.Embedding, answer.Embedding);
            optimizer.zero_grad();
            value.backward();
            Observe(Tower.User, step, user);
            Observe(Tower.Answer, step, answer);
            var norm = nn.utils.clip_grad_norm_(parameters, clip);
            optimizer.step();

            losses = Math.Max(losses, GoldenError.Relative(value.item<float>(), log.Get("loss").Number()));
            norms = Math.Max(norms, GoldenError.Relative(norm, log.Get("grad_norm").Number()));
            weights = Math.Max(weights, WeightError(log, user.Weights, answer.Weights));
        }

        return
        [
            new GoldenCase($"{name}/losses", losses, tolerance.Run),
            new GoldenCase($"{name}/future_weights", weights, tolerance.Run),
            new GoldenCase($"{name}/gradient_norms", norms, tolerance.Run * 10),
        ];
    }

    private (Tensor Embedding, Tensor Hidden, Tensor Padding, Tensor Weights) Encode(Tower tower, int step, GoldenNode ids, GoldenNode mask)
    {
        var padding = mask.Integers(device) > 0;
        var embedded = decoder.Embed(ids.Integers(device));
        var anchor = padding.to(ScalarType.Int64).sum(1) - 1;
        var input = new MaskInput(tower, step, embedded, padding, anchor);
        var plan = recipe.Plan(input);
        var hidden = decoder.Forward(DecoderInput.OfEmbeddings(embedded, AttentionBias.FromPlan(plan, input))).LastHiddenState;
        if (recipe.Wants(tower, step) is not null)
            hidden.retain_grad();
        var pooled = Pooling.Mean(hidden, padding);
        return (projector?.call(pooled) ?? pooled, hidden, padding, plan.FutureWeights);
    }

    private void Observe(Tower tower, int step, (Tensor Embedding, Tensor Hidden, Tensor Padding, Tensor Weights) encoded)
    {
        if (recipe.Wants(tower, step) is not null)
            recipe.Observe(new HiddenGradient(tower, step, encoded.Hidden.grad!, encoded.Padding));
    }

    private double WeightError(GoldenNode log, Tensor user, Tensor answer)
    {
        if (released)
            return GoldenError.Relative(FutureWeights.Mean(user), log.Get("average_future_weight").Number());
        return Math.Max(
            GoldenError.Absolute(user.select(0, 0), log.Get("weight_query").Floats(device)),
            GoldenError.Absolute(answer.select(0, 0), log.Get("weight_answer").Floats(device)));
    }

    private static Projector ReadProjector(string path)
    {
        using var scope = NewDisposeScope();
        using var reader = SafetensorsReader.Open(path);
        var state = reader.Entries.Keys.Where(n => n.StartsWith(ProjectorPrefix, StringComparison.Ordinal))
            .ToDictionary(n => n[ProjectorPrefix.Length..], reader.Read);
        if (!state.TryGetValue("mlp.0.weight", out var first) || first.dim() != 2 || !state.TryGetValue("mlp.2.weight", out var second) || second.dim() != 2)
            throw new BadInputException("the projector is missing; expected projector.mlp.0 and projector.mlp.2.", path);
        var projector = new Projector(first.shape[1], first.shape[0], second.shape[0]);
        try
        {
            projector.load_state_dict(state);
            return projector;
        }
        catch (Exception e) when (e is InvalidOperationException or System.Runtime.InteropServices.ExternalException)
        {
            projector.Dispose();
            throw new BadInputException($"the projector's tensors do not fit together ({e.Message})", path, inner: e);
        }
    }
}
