using System.Diagnostics;
using Ggsm.Checkpoints;
using Ggsm.Decoder;
using Ggsm.Users;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Training.Pretraining;

/// <summary>A pretraining in memory: decoder, optimiser, and where it stands.</summary>
internal sealed class LivePretraining : IDisposable
{
    private const string OptimizerFile = "optimizer.safetensors";
    private const string StateFile = "state.json";
    private const int BucketBatches = 20;

    private readonly PretrainingConfig config;
    private readonly TrainingData data;
    private readonly IReadOnlyList<TokenSequence> sequences;
    private readonly PretrainingLoss loss;
    private readonly ParameterUpdater updater;
    private readonly LearningRateSchedule learningRate;
    private readonly BatchOrder order;
    private readonly string fingerprint;

    private LivePretraining(PretrainingConfig config, TrainingData data, Device device, DecoderModel decoder)
    {
        this.config = config;
        this.data = data;
        Decoder = decoder.to(device);
        sequences = PretrainingSequences.Of(data.Train);
        loss = new PretrainingLoss(decoder, data.PadId, device);
        updater = new ParameterUpdater(decoder.named_parameters(), config.WeightDecay, config.ClipNorm);
        learningRate = new(config.LearningRate, (int)Math.Round(config.LearningRateWarmup * config.Steps), config.Steps);
        order = new BatchOrder(
            [.. Enumerable.Range(0, sequences.Count)], Math.Min(config.BatchSize, sequences.Count), config.Seed, BucketBatches,
            sequence => PretrainingSequences.Size(data, sequence));
        fingerprint = data.Fingerprint();
    }

    public DecoderModel Decoder { get; }

    /// <summary>Updates done; also the lines of run.jsonl.</summary>
    public long Step { get; private set; }

    public static LivePretraining Start(PretrainingConfig config, TrainingData data, Device device)
    {
        manual_seed(config.Seed);
        var decoder = new DecoderModel(config.DecoderFor(data.VocabularySize));
        if (config.Events is { } events)
            decoder.AddEvents(events);
        return new(config, data, device, decoder);
    }

    public static LivePretraining Resume(PretrainingConfig config, TrainingData data, Device device, string checkpoint)
    {
        var state = RunJson.ReadFile<TrainingState>(Path.Combine(checkpoint, StateFile));
        var run = new LivePretraining(config, data, device, PretrainedDecoder.Load(checkpoint, events: config.Events));
        if (state.DataFingerprint != run.fingerprint)
        {
            run.Dispose();
            throw new BadInputException("this decoder was pretrained on other texts than those given now.", checkpoint, field: "data_fingerprint",
                remedy: "Resume with the data it was started with, or pretrain in a new folder.");
        }

        using var scope = NewDisposeScope();
        run.updater.LoadState(SafetensorsReader.ReadAll(Path.Combine(checkpoint, OptimizerFile)));
        run.Step = state.Step;
        return run;
    }

    public PretrainingStep Update()
    {
        using var scope = NewDisposeScope();
        var began = Stopwatch.GetTimestamp();
        var batch = order.Batch(Step).Select(i => sequences[i]).ToArray();
        var (nextTokens, summary) = loss.Both(batch);
        nextTokens /= PretrainingLoss.Predictions(batch);
        summary /= PretrainingLoss.Summaries(batch);
        (nextTokens + (config.SummaryWeight * summary)).backward();
        double value = nextTokens.item<float>();
        var rate = learningRate.At(Step);
        var norm = updater.Apply(rate);
        if (!double.IsFinite(Math.Exp(value)) || !double.IsFinite(norm) || !float.IsFinite(summary.item<float>()))
        {
            throw new NotFiniteNumberException(FormattableString.Invariant(
                $"Pretraining has diverged at update {Step}: the loss is {value} and its gradient's norm {norm}, at a learning rate of {rate:G3}. Pretrain again with a lower one."));
        }

        var record = new PretrainingStep
        {
            Step = Step,
            Loss = value,
            Perplexity = Math.Exp(value),
            SummaryLoss = summary.item<float>(),
            GradientNorm = norm,
            LearningRate = rate,
            TokensPerSecond = batch.Sum(s => (long)s.Length) / Math.Max(Stopwatch.GetElapsedTime(began).TotalSeconds, 1e-9),
        };
        Step++;
        return record;
    }

    /// <summary>
    /// The mean loss over held-out people (of at most <see cref="TrainingConfig.MostEvaluationPairs"/> pairs), and how many tokens it
    /// was taken over; null when nobody is held out.
    /// </summary>
    public (double Loss, double UnigramLoss, long Tokens)? Measure()
    {
        var heldOut = PretrainingSequences.Of(HeldOutSample.Of(data.HeldOut, TrainingConfig.MostEvaluationPairs, config.Seed));
        if (heldOut.Count == 0)
            return null;
        using var noGradient = no_grad();
        var sum = 0.0;
        foreach (var batch in heldOut.OrderBy(s => s.Length).Chunk(config.BatchSize))
        {
            using var scope = NewDisposeScope();
            sum += loss.NextTokens(batch).item<float>();
        }

        var tokens = PretrainingLoss.Predictions(heldOut);
        if (!double.IsFinite(Math.Exp(sum / tokens)))
            throw new NotFiniteNumberException(FormattableString.Invariant($"Pretraining has diverged: after update {Step - 1} the loss over held-out texts is {sum / tokens:G4}. Pretrain again with a lower learning rate."));
        return (sum / tokens, PretrainingSequences.UnigramLoss(sequences, heldOut, data.VocabularySize), tokens);
    }

    /// <summary>Refuses weights of which the last update has left some that are not finite.</summary>
    /// <exception cref="NotFiniteNumberException">There are such.</exception>
    public void RequireFinite()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (name, parameter) in Decoder.named_parameters())
        {
            if (!parameter.isfinite().all().item<bool>())
            {
                throw new NotFiniteNumberException(FormattableString.Invariant(
                    $"Pretraining has diverged: update {Step - 1} left values in {name} that are not finite, at a learning rate of {learningRate.At(Math.Max(0, Step - 1)):G3}. Pretrain again with a lower one."));
            }
        }
    }

    /// <summary>Fills a checkpoint's folder.</summary>
    public void Save(string directory)
    {
        using var scope = NewDisposeScope();
        PretrainedDecoder.Save(Decoder, directory);
        SafetensorsWriter.Write(Path.Combine(directory, OptimizerFile), updater.State());
        var state = new TrainingState
        {
            Step = Step,
            MicroBatches = Step,
            Seed = config.Seed,
            DataFingerprint = fingerprint,
            LogLines = (int)Step,
            MaskLines = 0,
        };
        File.WriteAllText(Path.Combine(directory, StateFile), RunJson.Write(state));
    }

    public void Dispose()
    {
        updater.Dispose();
        Decoder.Dispose();
    }
}
