using System.Diagnostics;
using Ggsm.Checkpoints;
using Ggsm.Decoder;
using Ggsm.Evaluation;
using Ggsm.Training.Pretraining;
using Ggsm.Users;
using MathNet.Numerics.Statistics;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>
/// Trains one decoder with one mask recipe and leaves everything behind in a run folder. Interrupted by its cancellation
/// token it finishes the current update, writes a checkpoint and says so; killed, it resumes at its newest checkpoint.
/// Either way the resumed run equals the uninterrupted one bit for bit.
/// </summary>
public sealed class Trainer
{
    private readonly TrainingConfig config;
    private readonly TrainingData data;
    private readonly PretrainedCache? cache;
    private readonly HeldOutProbe? probe;

    /// <param name="config">What to do.</param>
    /// <param name="data">What to train on.</param>
    /// <param name="cache">Where the weights of <see cref="TrainingConfig.PretrainedInit"/> are kept, or made when they are not there; not needed for other starts.</param>
    /// <exception cref="BadInputException">A value is out of its range, or there are fewer pairs than a batch holds.</exception>
    public Trainer(TrainingConfig config, TrainingData data, PretrainedCache? cache = null)
    {
        config.Validate();
        if (config.Init == TrainingConfig.PretrainedInit && cache is null)
            throw new ArgumentException("A run from pretrained weights needs the cache that keeps them.", nameof(cache));
        if (data.Train.Count < config.BatchSize)
        {
            throw new BadInputException($"a batch of {config.BatchSize} was asked for, but there are only {data.Train.Count} training pairs.",
                field: "batch_size", remedy: "Give more data or a smaller batch.");
        }

        if (config.EvalEvery > 0 && data.HeldOut.Count < 2)
        {
            throw new BadInputException($"evaluation along the run was asked for, but {data.HeldOut.Count} pairs are held out.",
                field: "eval_every", remedy: "Give data with held-out pairs, or set it to 0.");
        }

        probe = config.ProbeEvery > 0 ? HeldOutProbe.Of(data, config.ProbePeople) : null;
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
        var folder = RunFolder.At(runFolder);
        using var runLock = RunLock.Take(folder.Path);
        var warnings = new List<string>();
        var store = new TrainingCheckpointStore(folder.CheckpointsDirectory, config.KeepCheckpoints);
        RefuseOtherRun(folder, resume);
        folder.RemoveUnfinished();
        var checkpoint = resume ? store.NewestValid(warnings) : null;
        warnings.ForEach(text => Warned?.Invoke(text));

        if (config.Threads > 0)
            set_num_threads(config.Threads);
        var device = Devices.Parse(config.Device);
        var start = checkpoint is null ? config with { StartedFrom = FindStart(folder, cancellation) } : config;
        using var run = checkpoint is null
            ? LiveRun.Start(start, data, device)
            : LiveRun.Resume(config, data, device, checkpoint);
        if (!folder.Exists)
            Begin(folder, start);

        using var log = new JsonLinesWriter(folder.LogFile, run.LogLines);
        using var masks = new JsonLinesWriter(folder.MasksFile, run.MaskLines);
        using var evaluations = new JsonLinesWriter(
            folder.EvaluationsFile, checkpoint is null ? 0 : folder.Evaluations.Count(e => e.Step <= run.Step) + folder.Probes.Count(p => p.Step <= run.Step));
        File.Delete(folder.MetricsFile);
        var resumedAt = checkpoint is null ? (long?)null : run.Step;
        var watch = Stopwatch.StartNew();
        var divergence = new DivergenceWatch(config, folder.Steps);
        var warnedOfLength = false;
        if (resumedAt is null && config.EvalEvery > 0)
            evaluations.Append(Measured(run.Evaluate));
        if (resumedAt is null)
            Probe();

        while (run.Step < config.Steps && !cancellation.IsCancellationRequested)
        {
            StepRecord record;
            try
            {
                record = run.Update(masks);
            }
            catch (NumericFault fault)
            {
                throw Diverged(divergence.Diagnose(run.Step, fault));
            }

            log.Append(record);
            if (divergence.Follow(record))
                throw Diverged(divergence.Diagnose(record, run.Examine()));
            var evaluation = IsDue(run.Step, config.EvalEvery) ? Measured(run.Evaluate) : null;
            if (!warnedOfLength && run.LongestInput > run.Model.MaxPositions)
            {
                warnedOfLength = true;
                Warn(PositionLimit.Warning(run.LongestInput, run.Model.MaxPositions));
            }

            if (evaluation is not null)
                evaluations.Append(evaluation);
            var probed = IsDue(run.Step, config.ProbeEvery) ? Probe() : [];
            progress?.Report(new(record, config.Steps, watch.Elapsed) { Evaluation = evaluation, Probes = probed });
            if (run.Step % config.CheckpointEvery == 0 && run.Step < config.Steps && !divergence.Suspects)
                Checkpoint();
        }

        if (run.Step != resumedAt)
            Checkpoint();
        var interrupted = run.Step < config.Steps;
        var retrieval = interrupted ? null : Measured(() => Finish(folder, run, device));
        return Write(Result(folder, interrupted, resumedAt, retrieval, device, warnings));

        void Warn(string text)
        {
            warnings.Add(text);
            Warned?.Invoke(text);
        }

        IReadOnlyList<ProbeRecord> Probe()
        {
            var records = probe is null ? [] : Measured(() => run.Probe(probe));
            foreach (var record in records)
                evaluations.Append(record);
            return records;
        }

        // What is not a number shows in the next update; before something is written, and after the last update, there is none.
        void Checkpoint()
        {
            var evidence = run.Examine();
            if (evidence.BrokenParameters is [var broken, ..])
                throw Diverged(divergence.Diagnose(run.Step - 1, new NumericFault($"the update left values in {broken} that are not finite.", evidence)));
            Sync();
            store.Save(run.Step, run.Save);
        }

        T Measured<T>(Func<T> measure)
        {
            try
            {
                return measure();
            }
            catch (NotFiniteEmbeddingException e)
            {
                throw Diverged(divergence.Diagnose(run.Step, new NumericFault($"of the held-out pairs {e.Message}", run.Examine())));
            }
        }

        void Sync()
        {
            log.Sync();
            masks.Sync();
            evaluations.Sync();
        }

        TrainingResult Write(TrainingResult result)
        {
            AtomicFile.WriteText(folder.MetricsFile, RunJson.Write(result));
            return result;
        }

        TrainingDivergedException Diverged(DivergenceDiagnosis diagnosis)
        {
            Sync();
            return new(diagnosis, Write(Result(folder, interrupted: true, resumedAt, retrieval: null, device, warnings) with { Divergence = diagnosis }));
        }
    }

    private bool IsDue(long step, int every) => every > 0 && (step % every == 0 || step == config.Steps);

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

        var differences = config.DifferencesThatMatter(folder.Config);
        if (differences.Count > 0)
        {
            throw new BadInputException(
                $"the run in this folder was started with other values of {string.Join(", ", differences)}.", folder.ConfigFile, field: differences[0],
                remedy: "Resume with the values in config.json, or train in a new folder.");
        }
    }

    /// <summary>The weights to start from; made now when they are pretrained ones nobody made before. Null for random ones.</summary>
    private StartingWeights? FindStart(RunFolder folder, CancellationToken cancellation)
    {
        if (config.Init == TrainingConfig.RandomInit)
            return null;
        var weights = StartingWeights.Of(config.InitFolder ?? cache!.Get(PretrainingConfig.For(config), data, cancellation));
        RefuseOtherTokenizer(weights.Path);
        if (folder.Exists && folder.Config.StartedFrom is { } recorded && recorded.Sha256 != weights.Sha256)
        {
            throw new BadInputException("these are not the weights this run was started from: their checksum differs from the one in its config.json.",
                weights.Path, field: "init", remedy: "Put the weights back as they were, or train in a new folder.");
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
                directory, field: "init", remedy: "Load the data with this folder's tokenizer, or start from weights made with the data's own.");
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
            directory, field: "init", remedy: "Put the tokenizer that the weights were trained with (tokenizer.json) into this folder.");
    }

    private void Begin(RunFolder folder, TrainingConfig start)
    {
        data.Tokenizer?.Save(folder.TokenizerDirectory);
        start.Save(folder.ConfigFile);
    }

    private RetrievalResult? Finish(RunFolder folder, LiveRun run, Device device)
    {
        if (Directory.Exists(folder.ModelDirectory))
            Directory.Move(folder.ModelDirectory, folder.ModelDirectory + RunFolder.UnfinishedSuffix);
        using (var model = AtomicFolder.Create(folder.ModelDirectory))
        {
            run.Model.SaveFinished(model.Path, folder.Config.StartedFrom?.Path);
            data.Tokenizer?.Save(model.Path);
            model.Commit();
        }

        folder.RemoveUnfinished();
        return data.HeldOut.Count == 0
            ? null
            : HeldOutRetrieval.Measure(run.Model, HeldOutSample.Of(data.HeldOut, config.EvaluationPairs, config.Seed), data.PadId, data.Marks, device);
    }

    private TrainingResult Result(
        RunFolder folder, bool interrupted, long? resumedAt, RetrievalResult? retrieval, Device device, List<string> warnings)
    {
        var steps = folder.Steps;
        double[] losses = [.. steps.Select(s => s.Loss)];
        using var process = Process.GetCurrentProcess();
        return new TrainingResult
        {
            Steps = losses.Length,
            Interrupted = interrupted,
            ResumedAt = resumedAt,
            FirstLoss = losses.Length > 0 ? losses[0] : null,
            LastLoss = losses.Length > 0 ? losses[^1] : null,
            Losses = losses,
            HeldOut = Math.Min(data.HeldOut.Count, config.EvaluationPairs),
            Candidates = retrieval?.Candidates,
            RecallAt1 = retrieval?.RecallAt(1),
            RecallAt10 = retrieval?.RecallAt(10),
            ChanceAt10 = retrieval?.ChanceAt(10),
            Probes = LastProbes(folder),
            TokensPerSecond = steps.Select(s => s.TokensPerSecond).DefaultIfEmpty().Median(),
            PeakRssMib = process.PeakWorkingSet64 / (1024.0 * 1024.0),
            Device = device.ToString(),
            Libtorch = torch.__version__,
            Threads = get_num_threads(),
            Seed = config.Seed,
            Warnings = warnings,
        };
    }

    private IReadOnlyList<ProbeRecord> LastProbes(RunFolder folder)
    {
        if (probe is null)
            return [];
        var probes = folder.Probes;
        return [.. probes.Where(p => p.Step == probes[^1].Step)];
    }
}
