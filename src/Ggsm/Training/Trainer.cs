using System.Diagnostics;
using Ggsm.Batches;
using Ggsm.Checkpoints;
using Ggsm.Decoder;
using Ggsm.Encoders;
using Ggsm.Runs;
using Ggsm.Users;
using MathNet.Numerics.Statistics;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>
/// Trains one model for one objective and leaves everything behind in a run folder. Interrupted by its cancellation
/// token it finishes the current update, writes a checkpoint and says so; killed, it resumes at its newest checkpoint.
/// Either way the resumed run equals the uninterrupted one bit for bit.
/// </summary>
public sealed class Trainer
{
    private const string OptimizerFile = "optimizer.safetensors";
    private const string StateFile = "state.json";

    private readonly TrainingConfig config;
    private readonly TrainingData data;
    private readonly PretrainedCache? cache;
    private readonly HeldOutProbe? probe;

    /// <param name="config">What to do.</param>
    /// <param name="data">What to train on.</param>
    /// <param name="cache">Where the weights of <see cref="ModelConfig.PretrainedInit"/> are kept, or made when they are not there; not needed for other starts.</param>
    /// <exception cref="BadInputException">A value is out of its range, or there are fewer pairs than a batch holds.</exception>
    public Trainer(TrainingConfig config, TrainingData data, PretrainedCache? cache = null)
    {
        config.Validate();
        if (config.Model.Init == ModelConfig.PretrainedInit && cache is null)
            throw new ArgumentException("A run from pretrained weights needs the cache that keeps them.", nameof(cache));
        if (data.Train.Count == 0)
            throw new BadInputException("there are no training pairs.", remedy: "Give data with a training part.");
        if (config.Objective == TrainingObjective.Contrastive && data.Train.Count < config.Data.BatchSize)
        {
            throw new BadInputException($"a batch of {config.Data.BatchSize} was asked for, but there are only {data.Train.Count} training pairs.",
                field: "data.batch_size", remedy: "Give more data or a smaller batch.");
        }

        if (config.Run.EvalEvery > 0 && data.HeldOut.Count < 2)
        {
            throw new BadInputException($"evaluation along the run was asked for, but {data.HeldOut.Count} pairs are held out.",
                field: "run.eval_every", remedy: "Give data with held-out pairs, or set it to 0.");
        }

        probe = config.Run.ProbeEvery > 0 ? HeldOutProbe.Of(data, config.Run.ProbePeople) : null;
        if (data.TrainUsers is { } users && users.Count != data.Train.Count)
            throw new ArgumentException($"There are {data.Train.Count} training pairs but {users.Count} users for them.", nameof(data));

        this.config = config.Resolved();
        this.data = data;
        this.cache = cache;
    }

    /// <summary>Trains on a data set.</summary>
    /// <param name="config">What to do.</param>
    /// <param name="dataset">What to train on; its lengths should be those of <paramref name="config"/> (<see cref="TrainingData.Load"/> sees to that).</param>
    /// <param name="cache">Where pretrained weights are kept; see the other constructor.</param>
    /// <exception cref="BadInputException">A value is out of its range, or there are fewer pairs than a batch holds.</exception>
    public Trainer(TrainingConfig config, PairDataset dataset, PretrainedCache? cache = null)
        : this(config, TrainingData.Of(dataset), cache)
    {
    }

    /// <summary>Told at once of what the run's result also lists: a checkpoint that was damaged and passed over.</summary>
    public Action<string>? Warned { get; init; }

    /// <summary>Trains from the first step or, with <paramref name="resume"/>, from the newest valid checkpoint if there is one.</summary>
    /// <param name="runFolder">Where the run lives; made when missing.</param>
    /// <param name="progress">Told after every update, in order, on the training thread.</param>
    /// <param name="cancellation">Stops after the current update.</param>
    /// <param name="resume">Whether a run already in the folder is continued; without it such a folder is refused untouched.</param>
    /// <exception cref="BadInputException">The folder holds a run and <paramref name="resume"/> is false, or it holds another run than this one.</exception>
    /// <exception cref="TrainingDivergedException">The loss or its gradient was no longer a number, or exploded; everything up to there is written.</exception>
    public TrainingResult Run(
        string runFolder, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default, bool resume = false)
    {
        // The folder is ours, and holds nothing or a run of this configuration.
        var folder = RunFolder.At(runFolder);
        using var runLock = RunLock.Take(folder.Path);
        RefuseOtherRun(folder, resume);
        folder.RemoveUnfinished();
        var warnings = new List<string>();
        var store = new TrainingCheckpointStore(folder.CheckpointsDirectory, config.Run.KeepCheckpoints);
        var checkpoint = resume ? store.NewestValid(warnings) : null;
        warnings.ForEach(text => Warned?.Invoke(text));

        // Where the run stands: at its beginning, or where the checkpoint was written.
        if (config.Run.Threads > 0)
            set_num_threads(config.Run.Threads);
        var device = Devices.Parse(config.Run.Device);
        var fingerprint = data.Fingerprint();
        var state = checkpoint is null ? null : ReadState(checkpoint, fingerprint);
        var step = state?.Step ?? 0;
        var start = config with { StartedFrom = checkpoint is null ? FindStart(folder, cancellation) : TrainingConfig.Of(folder).StartedFrom };
        manual_seed(config.Run.Seed);
        using ITrainingObjective objective = config.Objective == TrainingObjective.NextToken
            ? new NextTokenObjective(start, data, device, checkpoint)
            : new ContrastiveObjective(start, data, device, checkpoint, step);
        using var optimizer = new ClippedAdamW(objective.NamedParameters(), config.Optimizer.WeightDecay, config.Optimizer.ClipNorm, config.Optimizer.DecayEverything);
        if (checkpoint is not null)
            LoadOptimizer(optimizer, checkpoint);
        var learningRate = new LearningRateSchedule(config.Optimizer.LearningRate, (int)Math.Round(config.Optimizer.Warmup * config.Run.Steps), config.Run.Steps);
        if (!folder.Exists)
            Begin(folder, start);

        // What is written along the run; lines after the checkpoint go.
        using var log = new JsonLinesWriter(folder.LogFile, state?.LogLines ?? 0);
        using var masks = new JsonLinesWriter(folder.MasksFile, state?.MaskLines ?? 0);
        using var evaluations = new JsonLinesWriter(folder.EvaluationsFile, state?.EvaluationLines ?? 0);
        File.Delete(folder.MetricsFile);
        var watch = Stopwatch.StartNew();
        var divergence = new DivergenceWatch(config, objective.LossOfGuessing, folder.Steps);
        int[] items = [];
        var warnedOfLength = false;
        if (checkpoint is null && config.Run.EvalEvery > 0)
            Evaluate();
        if (checkpoint is null)
            Probe();

        while (step < config.Run.Steps && !cancellation.IsCancellationRequested)
        {
            var record = Update();
            log.Append(record);
            if (divergence.Follow(record))
                throw Diverged(divergence.Diagnose(record, Evidence()));
            var evaluation = IsDue(config.Run.EvalEvery) ? Evaluate() : null;
            if (!warnedOfLength && objective.LongestInput > objective.MaxPositions)
            {
                warnedOfLength = true;
                warnings.Add(PositionLimit.Warning(objective.LongestInput, objective.MaxPositions));
                Warned?.Invoke(warnings[^1]);
            }

            var probes = IsDue(config.Run.ProbeEvery) ? Probe() : [];
            progress?.Report(new(record, config.Run.Steps, watch.Elapsed) { Evaluation = evaluation, Probes = probes });
            if (step % config.Run.CheckpointEvery == 0 && step < config.Run.Steps && !divergence.Suspects)
                Checkpoint();
        }

        if (step != state?.Step)
            Checkpoint();
        if (step < config.Run.Steps)
            return Write(Result(interrupted: true));
        WriteModel(folder, objective);
        return Write(Measured(() => objective.Measure(Result(interrupted: false) with { WeightsSha256 = StartingWeights.Of(folder.ModelDirectory).Sha256 })));

        StepRecord Update()
        {
            using var scope = NewDisposeScope();
            var began = Stopwatch.GetTimestamp();
            manual_seed(unchecked((config.Run.Seed * 1_000_003) + step));
            var (losses, tokens) = (0.0, 0L);
            for (var micro = 0; micro < config.Optimizer.AccumulationSteps; micro++)
            {
                items = objective.Items((step * config.Optimizer.AccumulationSteps) + micro);
                var (loss, read) = objective.Backward(items, step, micro);
                if (!double.IsFinite(loss))
                    throw Diverged(divergence.Diagnose(step, $"the loss is {InWords(loss)}.", Evidence()));
                losses += loss;
                tokens += read;
            }

            var rate = learningRate.At(step);
            var norm = optimizer.Step(rate);
            if (!double.IsFinite(norm))
                throw Diverged(divergence.Diagnose(step, $"the norm of the gradient is {InWords(norm)}.", Evidence() with { GradientOnly = true }));
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            var record = objective.Complete(new StepRecord
            {
                Step = step,
                Loss = losses / config.Optimizer.AccumulationSteps,
                GradientNorm = norm,
                LearningRate = rate,
                TokensPerSecond = tokens / Math.Max(seconds, 1e-9),
            }, masks.Append);
            step++;
            return record;
        }

        bool IsDue(int every) => every > 0 && (step % every == 0 || step == config.Run.Steps);

        EvaluationRecord Evaluate()
        {
            var record = Measured(() => objective.Evaluate(step));
            evaluations.Append(record);
            return record;
        }

        IReadOnlyList<ProbeRecord> Probe()
        {
            var records = probe is null ? [] : Measured(() => probe.Measure(objective.Encoder!, data, device, step));
            foreach (var record in records)
                evaluations.Append(record);
            return records;
        }

        // What is not a number shows in the next update; before something is written, and after the last update, there is none.
        void Checkpoint()
        {
            var evidence = Evidence();
            if (evidence.BrokenParameters is [var broken, ..])
                throw Diverged(divergence.Diagnose(step - 1, $"the update left values in {broken} that are not finite.", evidence));
            Sync();
            store.Save(step, directory =>
            {
                objective.Save(directory);
                SafetensorsWriter.Write(Path.Combine(directory, OptimizerFile), optimizer.State());
                File.WriteAllText(Path.Combine(directory, StateFile), RunJson.Write(new TrainingState
                {
                    Step = step,
                    MicroBatches = step * config.Optimizer.AccumulationSteps,
                    Seed = config.Run.Seed,
                    DataFingerprint = fingerprint,
                    LogLines = log.Lines,
                    MaskLines = masks.Lines,
                    EvaluationLines = evaluations.Lines,
                }));
            });
        }

        UpdateEvidence Evidence() => objective.Examine(UpdateEvidence.Of(objective.NamedParameters(), items, learningRate.At(step)));

        T Measured<T>(Func<T> measure)
        {
            try
            {
                return measure();
            }
            catch (NotFiniteNumberException e)
            {
                throw Diverged(divergence.Diagnose(step, $"of the held-out pairs {e.Message}", Evidence()));
            }
        }

        void Sync()
        {
            log.Sync();
            masks.Sync();
            evaluations.Sync();
        }

        TrainingDivergedException Diverged(DivergenceDiagnosis diagnosis)
        {
            Sync();
            return new(config.Objective, diagnosis, Write(Result(interrupted: true) with { Divergence = diagnosis }));
        }

        TrainingResult Write(TrainingResult result)
        {
            AtomicFile.WriteText(folder.MetricsFile, RunJson.Write(result));
            return result;
        }

        TrainingResult Result(bool interrupted)
        {
            var steps = folder.Steps;
            double[] losses = [.. steps.Select(s => s.Loss)];
            var probes = probe is null ? [] : folder.Probes;
            using var process = Process.GetCurrentProcess();
            return new TrainingResult
            {
                Steps = losses.Length,
                Interrupted = interrupted,
                ResumedAt = state?.Step,
                FirstLoss = losses.Length > 0 ? losses[0] : null,
                LastLoss = losses.Length > 0 ? losses[^1] : null,
                Losses = losses,
                HeldOut = Math.Min(data.HeldOut.Count, config.Run.EvaluationPairs),
                Probes = [.. probes.Where(p => p.Step == probes[^1].Step)],
                TokensPerSecond = steps.Select(s => s.TokensPerSecond).DefaultIfEmpty().Median(),
                PeakRssMib = process.PeakWorkingSet64 / (1024.0 * 1024.0),
                Device = device.ToString(),
                Libtorch = torch.__version__,
                Threads = get_num_threads(),
                Seed = config.Run.Seed,
                Warnings = warnings,
            };
        }
    }

    private static string InWords(double value) => double.IsNaN(value) ? "not a number" : "infinite";

    private void RefuseOtherRun(RunFolder folder, bool resume)
    {
        if (!folder.Exists)
        {
            // A process killed while it began a run leaves these and no config.json, which is written last.
            if (Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Any(n => n is not (RunLock.FileName or RunFolder.TokenizerName) && !n!.EndsWith(RunFolder.UnfinishedSuffix, StringComparison.Ordinal)))
                throw new BadInputException("the output folder is not empty and holds no run.", folder.Path, remedy: "Name a new folder.");
            return;
        }

        if (!resume)
        {
            throw new BadInputException("there is already a run in this folder.", folder.Path,
                remedy: "Continue it with --resume, or name a new folder.");
        }

        var differences = config.DifferencesThatMatter(TrainingConfig.Of(folder));
        if (differences.Count > 0)
        {
            throw new BadInputException(
                $"the run in this folder was started with other values of {string.Join(", ", differences)}.", folder.ConfigFile, field: differences[0],
                remedy: "Resume with the values in config.json, or train in a new folder.");
        }
    }

    private static TrainingState ReadState(string checkpoint, string fingerprint)
    {
        var state = RunJson.ReadFile<TrainingState>(Path.Combine(checkpoint, StateFile), TrainingState.CurrentFormatVersion);
        return state.DataFingerprint == fingerprint
            ? state
            : throw new BadInputException("this run was trained on other pairs than those given now.", checkpoint, field: "data_fingerprint",
                remedy: "Resume with the data the run was started with, or train in a new folder.");
    }

    private static void LoadOptimizer(ClippedAdamW optimizer, string checkpoint)
    {
        using var scope = NewDisposeScope();
        optimizer.LoadState(SafetensorsReader.ReadAll(Path.Combine(checkpoint, OptimizerFile)));
    }

    /// <summary>The weights to start from; made now when they are pretrained ones nobody made before. Null for random ones.</summary>
    private StartingWeights? FindStart(RunFolder folder, CancellationToken cancellation)
    {
        if (config.Model.Init == ModelConfig.RandomInit)
            return null;
        var weights = StartingWeights.Of(config.Model.InitFolder ?? cache!.Get(config.Pretraining(), data, cancellation));
        RefuseOtherTokenizer(weights.Path);
        if (folder.Exists && TrainingConfig.Of(folder).StartedFrom is { } recorded && recorded.Sha256 != weights.Sha256)
        {
            throw new BadInputException("these are not the weights this run was started from: their checksum differs from the one in its config.json.",
                weights.Path, field: "model.init", remedy: "Put the weights back as they were, or train in a new folder.");
        }

        return weights;
    }

    private void RefuseOtherTokenizer(string directory)
    {
        if (data.Tokenizer is not { } own)
            return;
        if (!UserTokenizer.IsIn(directory))
        {
            RefuseForeignIds(own, directory);
            return;
        }

        if (UserTokenizer.Load(directory).ContentHash != own.ContentHash)
        {
            throw new BadInputException("its tokenizer is not the one that cut the training texts: the same ids would mean other tokens.",
                directory, field: "model.init", remedy: "Load the data with this folder's tokenizer, or start from weights made with the data's own.");
        }
    }

    /// <summary>Weights without a tokenizer mean something for the ids of theirs alone: it must have been brought, and be as large.</summary>
    private void RefuseForeignIds(UserTokenizer own, string directory)
    {
        var rows = DecoderConfigFile.Read(Path.Combine(directory, PretrainedDecoder.ConfigFile)).VocabularySize;
        if (data.TokenizerIsGiven && own.VocabularySize == rows)
            return;
        var ours = data.TokenizerIsGiven ? $"the data bring one of {own.VocabularySize} tokens" : "the data bring none";
        throw new BadInputException($"there is no tokenizer beside these weights of {rows} tokens, and {ours}: its ids would stand for rows that mean something else.",
            directory, field: "model.init", remedy: "Put the tokenizer that the weights were trained with (tokenizer.json) into this folder.");
    }

    private void Begin(RunFolder folder, TrainingConfig start)
    {
        data.Tokenizer?.Save(folder.TokenizerDirectory);
        start.Save(folder.ConfigFile);
    }

    private void WriteModel(RunFolder folder, ITrainingObjective objective)
    {
        if (Directory.Exists(folder.ModelDirectory))
            Directory.Move(folder.ModelDirectory, folder.ModelDirectory + RunFolder.UnfinishedSuffix);
        using (var model = AtomicFolder.Create(folder.ModelDirectory))
        {
            objective.SaveFinished(model.Path);
            data.Tokenizer?.Save(model.Path);
            model.Commit();
        }

        folder.RemoveUnfinished();
    }
}

/// <summary>Reported after every update.</summary>
/// <param name="Record">The line just written to <c>run.jsonl</c>.</param>
/// <param name="TotalSteps">Updates of the whole run.</param>
/// <param name="Elapsed">Time since this process began to train.</param>
public sealed record TrainingProgress(StepRecord Record, int TotalSteps, TimeSpan Elapsed)
{
    /// <summary>The evaluation made after this update; null when none was due.</summary>
    public EvaluationRecord? Evaluation { get; init; }

    /// <summary>The probes made after this update, one a task; empty when none was due.</summary>
    public IReadOnlyList<ProbeRecord> Probes { get; init; } = [];

    /// <summary>Updates done, this one included.</summary>
    public long StepsDone => Record.Step + 1;
}

/// <summary>
/// A run was stopped because its loss or gradient was no longer a number, or had exploded. Everything up to there is written, the
/// last good checkpoint is kept, and the message is the whole diagnosis.
/// </summary>
public sealed class TrainingDivergedException : Exception
{
    /// <param name="objective">What it was to learn.</param>
    /// <param name="diagnosis">What was seen, and what may have caused it.</param>
    /// <param name="result">What the run came to until then, as in its <c>metrics.json</c>.</param>
    public TrainingDivergedException(TrainingObjective objective, DivergenceDiagnosis diagnosis, TrainingResult result)
        : base(diagnosis.ToString())
    {
        Objective = objective;
        Diagnosis = diagnosis;
        Result = result;
    }

    /// <summary>What the run was to learn: that of the pretraining where a run was to start from one.</summary>
    public TrainingObjective Objective { get; }

    /// <summary>What was seen, and what may have caused it.</summary>
    public DivergenceDiagnosis Diagnosis { get; }

    /// <summary>What the run came to until then.</summary>
    public TrainingResult Result { get; }
}
