using Ggsm.Batches;
using Ggsm.Checkpoints;
using Ggsm.Contrastive;
using Ggsm.Encoders;
using Ggsm.Masks;
using Ggsm.Runs;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>InfoNCE over both towers under a mask recipe; <see cref="ContrastiveStep"/> is its micro-batch.</summary>
internal sealed class ContrastiveObjective : ITrainingObjective
{
    private const string LossFile = "loss.safetensors";
    private const string LossPrefix = "loss.";
    private const int FutureMassEvery = 10;

    private readonly TrainingConfig config;
    private readonly TrainingData data;
    private readonly Device device;
    private readonly EncoderModel model;
    private readonly GuidancePass guiding;
    private readonly InfoNceLoss loss;
    private readonly LearnableTemperature? temperature;
    private readonly ContrastiveStep contrastive;
    private readonly SnapshotSchedule snapshots;
    private readonly BatchSampler order;
    private (PairBatch Batch, MicroBatchOutcome Outcome)? last;
    private double usedTemperature;
    private double futureWeights;

    /// <param name="config">What to do, resolved.</param>
    /// <param name="data">What to train on.</param>
    /// <param name="device">Where.</param>
    /// <param name="checkpoint">The checkpoint that is resumed; null to start, from the current seed.</param>
    /// <param name="step">Updates done.</param>
    public ContrastiveObjective(TrainingConfig config, TrainingData data, Device device, string? checkpoint, long step)
    {
        this.config = config;
        this.data = data;
        this.device = device;
        model = checkpoint is null
            ? EncoderModel.Create(config.Model, config.Encoder, config.Schedule, data.VocabularySize, device, config.StartedFrom?.Path)
            : EncoderModel.Load(checkpoint, config.Encoder, config.Schedule, device);
        var frozen = checkpoint is null ? model.Freeze(MaskStep(step), device) : model.LoadFrozen(checkpoint, MaskStep(step), device);
        model.Execution = config.Model.Execution;
        temperature = config.Loss.LearnTemperature ? new LearnableTemperature(config.Loss.Temperature) : null;
        temperature?.to(device);
        if (checkpoint is not null)
            LoadLoss(Path.Combine(checkpoint, LossFile));
        loss = new InfoNceLoss(config.Loss.Options, temperature);
        guiding = new GuidancePass(
            model.Tower, encoder => new ContrastiveStep(encoder, loss, model.Head, config.Optimizer.CacheChunk), NamedParameters().Select(p => p.Parameter), frozen);
        contrastive = new ContrastiveStep(model.Tower, loss, model.Head, config.Optimizer.CacheChunk, guiding);
        snapshots = new SnapshotSchedule(config.Run.Steps, config.Mask.Snapshots);
        order = new BatchSampler(data.TrainUsers ?? [.. Enumerable.Range(0, data.Train.Count)], config.Data.BatchSize, config.Run.Seed,
            config.Data.BucketBatches, pair => data.SizeOf(pair).Query,
            DataMixture.Create(config.Data.Mix, data.TrainSources(), config.Data.BatchSize));
    }

    public double LossOfGuessing => config.LossOfGuessing;

    public long LongestInput { get; private set; }

    public int MaxPositions => model.MaxPositions;

    public EncoderModel Encoder => model;

    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() => model.NamedParameters().Concat(LossParameters());

    public int[] Items(long position) => order.Batch(position);

    public (double Loss, long Tokens) Backward(int[] items, long step, int micro)
    {
        if (micro == 0)
            (usedTemperature, futureWeights) = (loss.Temperature, 0);
        model.Tower.MeasuresFutureMass = step % FutureMassEvery == 0 || snapshots.Includes(step);
        var batch = PairBatch.Create([.. items.Select(i => data.Train[i])], data.PadId, data.Marks, device, config.Data.HardNegatives);
        LongestInput = Math.Max(LongestInput, Math.Max(batch.Query.Ids.shape[1], batch.Answer.Ids.shape[1]));
        var outcome = contrastive.Run(batch, MaskStep(step, micro), config.Optimizer.AccumulationSteps);
        model.Tower.MeasuresFutureMass = false;
        last = (batch, outcome);
        futureWeights += outcome.MeanFutureWeight;
        return (outcome.Loss, batch.RealTokens);
    }

    public StepRecord Complete(StepRecord record, Action<MaskSnapshot> keep)
    {
        temperature?.Clamp();
        var (user, answer) = (last!.Value.Outcome.User, last.Value.Outcome.Answer);
        last = null;
        if (snapshots.Includes(record.Step))
        {
            keep(MaskSampler.Take(user, record.Step));
            keep(MaskSampler.Take(answer, record.Step));
        }

        guiding.Release(MaskStep(record.Step + 1));
        return record with
        {
            MaskStep = MaskStep(record.Step, config.Optimizer.AccumulationSteps - 1),
            Temperature = usedTemperature,
            Alpha = user.Plan.Alpha,
            MeanFutureWeight = futureWeights / config.Optimizer.AccumulationSteps,
            ImportancePercentiles = user.Plan.Importance is null ? null : ImportancePercentiles.Of(user.Plan.Importance),
            FutureAttentionMass = user.FutureMass,
        };
    }

    public UpdateEvidence Examine(UpdateEvidence evidence)
    {
        evidence = evidence with { Temperature = loss.Temperature };
        if (last is not { } seen)
            return evidence;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        (TowerOutput Pass, long Rows)[] passes = [(seen.Outcome.User, seen.Batch.Query.Ids.shape[0]), (seen.Outcome.Answer, seen.Batch.Answer.Ids.shape[0])];
        return evidence with
        {
            BrokenPairs = [.. passes.SelectMany(p => Marked(evidence.Pairs, p.Rows, p.Pass.Embeddings.isfinite().all(-1).logical_not())).Distinct().Order()],
            BrokenMask = passes.Select(p => p.Pass.Plan.FutureWeights.triu(1)).Any(w => !w.ge(0).logical_and(w.le(1)).all().item<bool>()),
            ClosedPairs = [.. passes.SelectMany(p => Marked(evidence.Pairs, p.Rows, p.Pass.Padding.to(ScalarType.Int64).sum(-1).le(1))).Distinct().Order()],
        };
    }

    public EvaluationRecord Evaluate(long step) => HeldOutEvaluation.Measure(model, loss, config, data, device, step);

    public TrainingResult Measure(TrainingResult result)
    {
        if (data.HeldOut.Count == 0)
            return result;
        var retrieval = HeldOutRetrieval.Measure(model, HeldOutSample.Of(data.HeldOut, config.Run.EvaluationPairs, config.Run.Seed), data.PadId, data.Marks, device);
        return result with
        {
            Candidates = retrieval.Candidates,
            RecallAt1 = retrieval.RecallAt(1),
            RecallAt10 = retrieval.RecallAt(10),
            ChanceAt10 = retrieval.ChanceAt(10),
        };
    }

    public void Save(string directory)
    {
        model.Save(directory);
        guiding.Save(directory);
        if (temperature is not null)
            SafetensorsWriter.Write(Path.Combine(directory, LossFile), LossParameters().ToDictionary(p => p.Name, p => (Tensor)p.Parameter));
    }

    public void SaveFinished(string directory) => model.SaveFinished(directory, config.StartedFrom?.Path);

    public void Dispose()
    {
        guiding.Dispose();
        temperature?.Dispose();
        model.Dispose();
    }

    /// <summary>
    /// The pairs whose rows are marked; hard negatives, which follow the pairs, are left out. Under a gradient cache a pass holds
    /// the last of all rows only.
    /// </summary>
    private static IEnumerable<int> Marked(IReadOnlyList<int> pairs, long rows, Tensor marks)
    {
        var marked = marks.cpu().data<bool>().ToArray();
        var first = (int)rows - marked.Length;
        return Enumerable.Range(0, marked.Length).Where(row => marked[row] && first + row < pairs.Count).Select(row => pairs[first + row]);
    }

    private IEnumerable<(string Name, Parameter Parameter)> LossParameters() =>
        temperature?.named_parameters().Select(p => (LossPrefix + p.name, p.parameter)) ?? [];

    private void LoadLoss(string path)
    {
        if (temperature is null)
            return;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var saved = SafetensorsReader.ReadAll(path);
        foreach (var (name, parameter) in LossParameters())
            parameter.copy_(saved[name]);
    }

    private long MaskStep(long step, int micro = 0) =>
        model.Tower.Recipe.Clock == MaskClock.Update ? step : (step * config.Optimizer.AccumulationSteps) + micro;
}
