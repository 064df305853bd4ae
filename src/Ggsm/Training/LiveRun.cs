using System.Diagnostics;
using Ggsm.Checkpoints;
using Ggsm.Contrastive;
using Ggsm.Decoder;
using Ggsm.Masks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>A run in memory: decoder, recipe, optimiser, and where it stands.</summary>
internal sealed class LiveRun : IDisposable
{
    private const string OptimizerFile = "optimizer.safetensors";
    private const string StateFile = "state.json";
    private const string LossFile = "loss.safetensors";
    private const string LossPrefix = "loss.";
    private const int FutureMassEvery = 10;

    private readonly TrainingConfig config;
    private readonly TrainingData data;
    private readonly Device device;
    private readonly ParameterUpdater updater;
    private readonly GuidingStep guiding;
    private readonly InfoNceLoss loss;
    private readonly LearnableTemperature? temperature;
    private readonly ContrastiveStep contrastive;
    private readonly LearningRateSchedule learningRate;
    private readonly SnapshotSchedule snapshots;
    private readonly BatchReader batches;
    private readonly string fingerprint;
    private int[] lastPairs = [];

    private LiveRun(TrainingConfig config, TrainingData data, Device device, EncoderModel model, FrozenTower? frozen)
    {
        this.config = config;
        this.data = data;
        this.device = device;
        Model = model;
        model.Execution = config.Execution;
        temperature = config.LearnTemperature ? new LearnableTemperature(config.Temperature) : null;
        temperature?.to(device);
        loss = new InfoNceLoss(config.LossOptions, temperature);
        updater = new ParameterUpdater(model.NamedParameters().Concat(LossParameters()), config.WeightDecay, config.ClipNorm, config.DecayEverything);
        guiding = new GuidingStep(model.Tower, encoder => new ContrastiveStep(encoder, loss, model.Head, config.CacheChunk), updater.Parameters, frozen);
        contrastive = new ContrastiveStep(model.Tower, loss, model.Head, config.CacheChunk, guiding);
        learningRate = new(config.LearningRate, (int)Math.Round(config.LearningRateWarmup * config.Steps), config.Steps);
        snapshots = new SnapshotSchedule(config.Steps, config.MaskSnapshots);
        var order = new BatchOrder(data.TrainUsers ?? [.. Enumerable.Range(0, data.Train.Count)], config.BatchSize, config.Seed,
            config.BucketBatches, pair => data.SizeOf(pair).Query,
            StreamMix.Create(config.Mix, data.TrainSources(), config.BatchSize));
        batches = new BatchReader(order, data.Train);
        fingerprint = data.Fingerprint();
    }

    public EncoderModel Model { get; }

    /// <summary>Updates done.</summary>
    public long Step { get; private set; }

    /// <summary>Lines of run.jsonl: one an update.</summary>
    public int LogLines => (int)Step;

    public int MaskLines { get; private set; }

    /// <summary>Positions of the longest row that was trained on.</summary>
    public long LongestInput { get; private set; }

    public static LiveRun Start(TrainingConfig config, TrainingData data, Device device)
    {
        manual_seed(config.Seed);
        var model = EncoderModel.Create(config, data.VocabularySize, device, config.StartedFrom?.Path);
        return new(config, data, device, model, model.Freeze(MaskStep(config, model, 0), device));
    }

    public static LiveRun Resume(TrainingConfig config, TrainingData data, Device device, string checkpoint)
    {
        var state = RunJson.ReadFile<TrainingState>(Path.Combine(checkpoint, StateFile), TrainingState.CurrentFormatVersion);
        var model = EncoderModel.Load(checkpoint, EncoderSettings.Of(config), config.Schedule, device);
        var run = new LiveRun(config, data, device, model, model.LoadFrozen(checkpoint, MaskStep(config, model, state.Step), device));
        if (state.DataFingerprint != run.fingerprint)
        {
            run.Dispose();
            throw new BadInputException("this run was trained on other pairs than those given now.", checkpoint, field: "data_fingerprint",
                remedy: "Resume with the data the run was started with, or train in a new folder.");
        }

        using var scope = NewDisposeScope();
        run.updater.LoadState(SafetensorsReader.ReadAll(Path.Combine(checkpoint, OptimizerFile)));
        run.LoadLoss(Path.Combine(checkpoint, LossFile));
        run.Step = state.Step;
        run.MaskLines = state.MaskLines;
        return run;
    }

    /// <summary>One optimiser update over all its micro-batches.</summary>
    public StepRecord Update(JsonLinesWriter masks)
    {
        using var scope = NewDisposeScope();
        var began = Stopwatch.GetTimestamp();
        manual_seed(unchecked((config.Seed * 1_000_003) + Step));
        var usedTemperature = loss.Temperature;
        var losses = 0.0;
        var futureWeights = 0.0;
        long tokens = 0;
        MicroBatchOutcome? last = null;
        PairBatch? lastBatch = null;
        var rate = learningRate.At(Step);
        Model.Tower.MeasuresFutureMass = Step % FutureMassEvery == 0 || snapshots.Includes(Step);
        for (var micro = 0; micro < config.AccumulationSteps; micro++)
        {
            (lastPairs, var pairs) = batches.Take((Step * config.AccumulationSteps) + micro);
            lastBatch = PairBatch.Create(pairs, data.PadId, data.Marks, device, config.HardNegatives);
            LongestInput = Math.Max(LongestInput, Math.Max(lastBatch.Query.Ids.shape[1], lastBatch.Answer.Ids.shape[1]));
            last = contrastive.Run(lastBatch, MaskStep(micro), config.AccumulationSteps);
            if (!double.IsFinite(last.Loss))
                throw new NumericFault($"the loss is {Name(last.Loss)}.", Examine((lastBatch, last)));

            losses += last.Loss;
            futureWeights += last.MeanFutureWeight;
            tokens += lastBatch.RealTokens;
        }

        Model.Tower.MeasuresFutureMass = false;
        var norm = updater.Apply(rate);
        if (!double.IsFinite(norm))
            throw new NumericFault($"the norm of the gradient is {Name(norm)}.", Examine((lastBatch!, last!)) with { GradientOnly = true });
        temperature?.Clamp();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        if (snapshots.Includes(Step))
            Snapshot(last!, masks);

        var plan = last!.User.Plan;
        var record = new StepRecord
        {
            Step = Step,
            MaskStep = MaskStep(config.AccumulationSteps - 1),
            Loss = losses / config.AccumulationSteps,
            Temperature = usedTemperature,
            Alpha = plan.Alpha,
            MeanFutureWeight = futureWeights / config.AccumulationSteps,
            ImportanceQuantiles = plan.Importance is null ? null : ImportanceQuantiles.Of(plan.Importance),
            FutureAttentionMass = last.User.FutureMass,
            GradientNorm = norm,
            LearningRate = rate,
            TokensPerSecond = tokens / Math.Max(seconds, 1e-9),
        };
        Step++;
        guiding.Release(MaskStep(config, Model, Step));
        return record;
    }

    /// <summary>What can still be said about the update made last.</summary>
    public UpdateEvidence Examine((PairBatch Batch, MicroBatchOutcome Outcome)? last = null) =>
        UpdateExaminer.Examine(Model.NamedParameters().Concat(LossParameters()), lastPairs, last) with
        {
            LearningRate = learningRate.At(Step),
            Temperature = loss.Temperature,
        };

    /// <summary>The model on held-out pairs as it is now.</summary>
    public EvaluationRecord Evaluate() => HeldOutEvaluation.Measure(Model, loss, config, data, device, Step);

    /// <summary>What a probe reads out of the model as it is now.</summary>
    public IReadOnlyList<ProbeRecord> Probe(HeldOutProbe probe) => probe.Measure(Model, data, device, Step);

    /// <summary>Fills a checkpoint's folder.</summary>
    public void Save(string directory)
    {
        using var scope = NewDisposeScope();
        Model.Save(directory);
        guiding.Save(directory);
        SafetensorsWriter.Write(Path.Combine(directory, OptimizerFile), updater.State());
        if (temperature is not null)
            SafetensorsWriter.Write(Path.Combine(directory, LossFile), LossParameters().ToDictionary(p => p.Name, p => (Tensor)p.Parameter));
        var state = new TrainingState
        {
            Step = Step,
            MicroBatches = Step * config.AccumulationSteps,
            Seed = config.Seed,
            DataFingerprint = fingerprint,
            LogLines = LogLines,
            MaskLines = MaskLines,
        };
        File.WriteAllText(Path.Combine(directory, StateFile), RunJson.Write(state));
    }

    public void Dispose()
    {
        batches.Settle();
        updater.Dispose();
        guiding.Dispose();
        temperature?.Dispose();
        Model.Dispose();
    }

    private static string Name(double value) => double.IsNaN(value) ? "not a number" : "infinite";

    private IEnumerable<(string Name, Parameter Parameter)> LossParameters() =>
        temperature?.named_parameters().Select(p => (LossPrefix + p.name, p.parameter)) ?? [];

    private void LoadLoss(string path)
    {
        if (temperature is null)
            return;
        using var noGradient = no_grad();
        var saved = SafetensorsReader.ReadAll(path);
        foreach (var (name, parameter) in LossParameters())
            parameter.copy_(saved[name]);
    }

    private long MaskStep(int micro) => MaskStep(config, Model, Step, micro);

    private static long MaskStep(TrainingConfig config, EncoderModel model, long step, int micro = 0) =>
        model.Tower.Recipe.Clock == MaskClock.Update ? step : (step * config.AccumulationSteps) + micro;

    private void Snapshot(MicroBatchOutcome outcome, JsonLinesWriter masks)
    {
        masks.Append(MaskSampler.Take(outcome.User, Step));
        masks.Append(MaskSampler.Take(outcome.Answer, Step));
        MaskLines += 2;
    }
}
