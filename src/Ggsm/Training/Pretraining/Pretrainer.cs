using System.Diagnostics;
using Ggsm.Checkpoints;
using MathNet.Numerics.Statistics;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Training.Pretraining;

/// <summary>
/// Trains a small decoder from random weights to predict the next token under the causal mask, on the texts of the training
/// people alone, and leaves it as a Hugging Face folder. A transition from causal to bidirectional attention has something
/// to protect only when the decoder has learnt causally first. Interruption and resumption are those of <see cref="Trainer"/>.
/// </summary>
public sealed class Pretrainer
{
    private const int KeepCheckpoints = 2;

    private readonly PretrainingConfig config;
    private readonly TrainingData data;

    /// <param name="config">What to do.</param>
    /// <param name="data">Whose texts: the training pairs are trained on, the held-out ones only measured.</param>
    /// <exception cref="BadInputException">A value is out of its range, or there are no pairs.</exception>
    public Pretrainer(PretrainingConfig config, TrainingData data)
    {
        config.Validate();
        if (data.Train.Count == 0)
            throw new BadInputException("there are no training pairs to pretrain on.", remedy: "Give data with a training part.");
        this.config = config;
        this.data = data;
    }

    /// <summary>Told at once of what the result also lists: a checkpoint that was damaged and passed over.</summary>
    public Action<string>? Warned { get; init; }

    /// <summary>Pretrains from the first step or, with <paramref name="resume"/>, from the newest valid checkpoint if there is one.</summary>
    /// <param name="directory">Where the decoder goes; made when missing.</param>
    /// <param name="progress">Told after every update, in order, on the training thread.</param>
    /// <param name="cancellation">Stops after the current update.</param>
    /// <param name="resume">Whether a pretraining already in the folder is continued; without it such a folder is refused untouched.</param>
    /// <exception cref="BadInputException">The folder holds something and <paramref name="resume"/> is false, or it holds something else.</exception>
    /// <exception cref="PretrainingDivergedException">The loss or its gradient was no longer a number; everything up to there is written.</exception>
    public PretrainingResult Run(
        string directory, IProgress<PretrainingProgress>? progress = null, CancellationToken cancellation = default, bool resume = false)
    {
        var folder = PretrainingFolder.At(directory);
        using var runLock = RunLock.Take(folder.Path);
        var warnings = new List<string>();
        RefuseOther(folder, resume);
        var store = new TrainingCheckpointStore(folder.CheckpointsDirectory, KeepCheckpoints);
        var checkpoint = resume ? store.NewestValid(warnings) : null;
        warnings.ForEach(text => Warned?.Invoke(text));

        if (config.Threads > 0)
            set_num_threads(config.Threads);
        var device = Devices.Parse(config.Device);
        using var run = checkpoint is null
            ? LivePretraining.Start(config, data, device)
            : LivePretraining.Resume(config, data, device, checkpoint);
        if (!folder.Exists)
            config.Save(folder.ConfigFile);

        using var log = new JsonLinesWriter(folder.LogFile, (int)run.Step);
        File.Delete(folder.MetricsFile);
        var resumedAt = checkpoint is null ? (long?)null : run.Step;
        var watch = Stopwatch.StartNew();
        while (run.Step < config.Steps && !cancellation.IsCancellationRequested)
        {
            PretrainingStep step;
            try
            {
                step = run.Update();
            }
            catch (NotFiniteNumberException fault)
            {
                throw Diverged(fault);
            }

            log.Append(step);
            progress?.Report(new(step, config.Steps, watch.Elapsed));
            if (run.Step % config.CheckpointEvery == 0 && run.Step < config.Steps)
                Checkpoint();
        }

        if (run.Step != resumedAt)
            Checkpoint();
        var interrupted = run.Step < config.Steps;
        if (!interrupted)
            Finish(folder, run);
        try
        {
            return Write(Result(folder, run, interrupted, resumedAt, device, warnings));
        }
        catch (NotFiniteNumberException fault)
        {
            throw Diverged(fault);
        }

        PretrainingDivergedException Diverged(NotFiniteNumberException fault)
        {
            log.Sync();
            return new(Write(Result(folder, run, interrupted: true, resumedAt, device, warnings) with { Divergence = fault.Message }));
        }

        PretrainingResult Write(PretrainingResult result)
        {
            AtomicFile.WriteText(folder.MetricsFile, RunJson.Write(result));
            return result;
        }

        void Checkpoint()
        {
            try
            {
                run.RequireFinite();
            }
            catch (NotFiniteNumberException fault)
            {
                throw Diverged(fault);
            }

            log.Sync();
            store.Save(run.Step, run.Save);
        }
    }

    private void RefuseOther(PretrainingFolder folder, bool resume)
    {
        if (!folder.Exists)
        {
            if (Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Any(n => n != RunLock.FileName && !n!.EndsWith(".partial", StringComparison.Ordinal)))
                throw new BadInputException("the output folder is not empty and holds no pretraining.", folder.Path, remedy: "Name a new folder.");
            return;
        }

        if (!resume)
        {
            throw new BadInputException("there is already a pretraining in this folder.", folder.Path,
                remedy: "Continue it with --resume, or name a new folder.");
        }

        var differences = config.DifferencesThatMatter(folder.Config);
        if (differences.Count > 0)
        {
            throw new BadInputException(
                $"the pretraining in this folder was started with other values of {string.Join(", ", differences)}.", folder.ConfigFile, field: differences[0],
                remedy: "Resume with the values in pretraining.json, or pretrain in a new folder.");
        }
    }

    private void Finish(PretrainingFolder folder, LivePretraining run)
    {
        data.Tokenizer?.Save(folder.Path);
        using var scope = NewDisposeScope();
        PretrainedDecoder.Save(run.Decoder, folder.Path);
    }

    private PretrainingResult Result(
        PretrainingFolder folder, LivePretraining run, bool interrupted, long? resumedAt, Device device, List<string> warnings)
    {
        var steps = folder.Steps;
        var measured = interrupted ? null : run.Measure();
        using var process = Process.GetCurrentProcess();
        return new PretrainingResult
        {
            Steps = steps.Count,
            Interrupted = interrupted,
            ResumedAt = resumedAt,
            Losses = [.. steps.Select(s => s.Loss)],
            HeldOutTokens = measured?.Tokens ?? 0,
            HeldOutLoss = measured?.Loss,
            HeldOutPerplexity = measured is { } m ? Math.Exp(m.Loss) : null,
            HeldOutUnigramLoss = measured?.UnigramLoss,
            WeightsSha256 = interrupted ? null : StartingWeights.Of(folder.Path).Sha256,
            TokensPerSecond = steps.Select(s => s.TokensPerSecond).DefaultIfEmpty().Median(),
            PeakRssMib = process.PeakWorkingSet64 / (1024.0 * 1024.0),
            Device = device.ToString(),
            Libtorch = torch.__version__,
            Threads = get_num_threads(),
            Seed = config.Seed,
            Warnings = warnings,
        };
    }
}
