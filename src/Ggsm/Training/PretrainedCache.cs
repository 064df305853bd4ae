using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ggsm.Batches;
using Ggsm.Runs;

namespace Ggsm.Training;

/// <summary>
/// Pretrained decoders kept between runs: each is made once for its training data, tokenizer, decoder, pretraining
/// configuration and seed, so that every recipe starts from the same causal weights. A folder appears whole or not at all;
/// of two processes that want the same one, the second waits; an interrupted pretraining is continued by the next that wants
/// it. The directory may be removed at any time.
/// </summary>
public sealed class PretrainedCache
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly string directory;
    private readonly IProgress<TrainingProgress>? progress;

    /// <param name="directory">Where they are kept; made when missing.</param>
    /// <param name="progress">Told after every update when one has to be made.</param>
    public PretrainedCache(string directory, IProgress<TrainingProgress>? progress = null)
    {
        this.directory = Path.GetFullPath(directory);
        this.progress = progress;
    }

    /// <summary>The folder of a pretrained decoder's weights, which are made now if they are not there or damaged.</summary>
    /// <param name="config">How to pretrain: the objective of the next token.</param>
    /// <param name="data">Whose texts.</param>
    /// <param name="cancellation">Stops waiting, or stops pretraining after its current update.</param>
    /// <exception cref="BadInputException">The cache cannot be written.</exception>
    /// <exception cref="TrainingDivergedException">The loss or its gradient was no longer a number.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public string Get(TrainingConfig config, TrainingData data, CancellationToken cancellation = default)
    {
        var target = Path.Combine(directory, Key(config, data));
        var weights = RunFolder.At(target).ModelDirectory;
        if (IsWhole(target))
            return weights;
        using var taken = Take(target + ".lock", cancellation);
        if (!IsWhole(target))
            Make(target, config, data, cancellation);
        return weights;
    }

    private static string Key(TrainingConfig config, TrainingData data)
    {
        var text = JsonSerializer.Serialize(new
        {
            Pretraining = TrainingConfig.WithoutBookkeeping(config.Resolved()),
            Decoder = config.DecoderFor(data.VocabularySize),
            Data = data.Fingerprint(),
            Tokenizer = data.Tokenizer?.ContentHash,
        }, RunJson.Line);
        return $"{config.Model.Decoder}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]}";
    }

    private static bool IsWhole(string target)
    {
        try
        {
            var run = RunFolder.At(target);
            return run.Result is { WeightsSha256: { } expected } && StartingWeights.Of(run.ModelDirectory).Sha256 == expected;
        }
        catch (BadInputException)
        {
            return false;
        }
    }

    private void Make(string target, TrainingConfig config, TrainingData data, CancellationToken cancellation)
    {
        var work = target + ".work";
        if (Pretrain(work, config, data, cancellation).Interrupted)
            throw new OperationCanceledException(cancellation);
        Directory.Delete(RunFolder.At(work).CheckpointsDirectory, recursive: true);
        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        Directory.Move(work, target);
    }

    private TrainingResult Pretrain(string work, TrainingConfig config, TrainingData data, CancellationToken cancellation)
    {
        var trainer = new Trainer(config, data);
        var begun = Directory.Exists(work);
        try
        {
            return trainer.Run(work, progress, cancellation, resume: true);
        }
        catch (BadInputException) when (begun)
        {
            // What an earlier process left cannot be continued; nothing in it is anybody's work.
            Directory.Delete(work, recursive: true);
            return trainer.Run(work, progress, cancellation, resume: true);
        }
    }

    private FileStream Take(string path, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                Directory.CreateDirectory(directory);
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (Exception e) when (e is UnauthorizedAccessException or DirectoryNotFoundException || (e is IOException && !File.Exists(path)))
            {
                throw new BadInputException($"pretrained weights cannot be kept there ({e.Message})", directory, field: "model.init",
                    remedy: $"Set {CacheDirectory.Variable} to a folder you may write to, or start from random weights (init random).", inner: e);
            }
            catch (IOException)
            {
                cancellation.WaitHandle.WaitOne(Patience);
            }
        }
    }
}
