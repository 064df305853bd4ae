using System.Globalization;
using Ggsm.Batches;
using Ggsm.Checkpoints;
using Ggsm.Contrastive;
using Ggsm.Decoder;
using Ggsm.Encoders;
using Ggsm.Masks;
using Ggsm.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Verification;

/// <summary>
/// A whole training run from given weights and batches, step by step through the trainer's own step and update:
/// its losses, future weights and gradient norms.
/// </summary>
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
        var step = new ContrastiveStep(new TowerEncoder(decoder, recipe, PoolingMode.Mean), loss, projector);
        using var updater = new ClippedAdamW(
            decoder.named_parameters().Concat(projector?.named_parameters() ?? []), reference.Number("weight_decay", 0.01), reference.Number("clip", 1),
            decayEverything: true);
        double losses = 0, weights = 0, norms = 0;
        foreach (var (batch, log) in reference.Get("batches").Items().Zip(reference.Get("log").Items()))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var outcome = step.Run(Tokens(batch, "query"), Tokens(batch, "answer"), log.Get("step").Integer());
            var norm = updater.Step(reference.Number("learning_rate", 1e-3));

            losses = Math.Max(losses, GoldenError.Relative(outcome.Loss, log.Get("loss").Number()));
            norms = Math.Max(norms, GoldenError.Relative(norm, log.Get("grad_norm").Number()));
            weights = Math.Max(weights, WeightError(log, outcome.User.Plan.FutureWeights, outcome.Answer.Plan.FutureWeights));
        }

        return
        [
            new GoldenCase($"{name}/losses", losses, tolerance.Run),
            new GoldenCase($"{name}/future_weights", weights, tolerance.Run),
            new GoldenCase($"{name}/gradient_norms", norms, tolerance.Run * 10),
        ];
    }

    /// <summary>Rows of the reference, padded as far as the reference pads them: as released, padding is open to attention.</summary>
    private TokenBatch Tokens(GoldenNode batch, string tower)
    {
        var rows = batch.Get(tower).Items();
        var masks = batch.Get(tower + "_mask").Items();
        if (rows.Count == 0 || rows.Count != masks.Count)
            throw batch.Get(tower + "_mask").Wrong($"a row for each of the {rows.Count} sequences, at least one");
        var sequences = rows.Zip(masks, (row, mask) =>
        {
            var length = mask.Items().TakeWhile(m => m.Integer() == 1).Count();
            return length > 0
                ? row.Items().Take(length).Select(id => id.Integer()).ToArray()
                : throw mask.Wrong("at least one real position");
        });
        return TokenBatch.Create([.. sequences], padId: 0, device, leastLength: rows[0].Items().Count);
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
