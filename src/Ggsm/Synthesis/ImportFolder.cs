using System.Text.Json;
using Ggsm.Users;
using Ggsm.Users.Sources;

namespace Ggsm.Synthesis;

/// <summary>Turns a source of users into a data folder: users, stream 1, tokenizer, manifest.</summary>
public static class ImportFolder
{
    private const int BatchSize = 32;

    /// <summary>Makes the folder; memory does not grow with the users.</summary>
    /// <param name="target">A new folder; it appears whole or not at all.</param>
    /// <param name="source">The users.</param>
    /// <param name="pairs">Stream 1.</param>
    /// <param name="command">The command to note.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Stops; nothing is left behind.</param>
    /// <exception cref="BadInputException">The source is malformed or too small, or the target cannot be written.</exception>
    public static FolderCounts Write(
        string target, IUserSource source, TrajectoryOptions pairs, string? command = null,
        IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        pairs.Validate();
        using var folder = AtomicFolder.Create(target);
        var batches = source.Read(cancellation).Chunk(BatchSize).Select((users, i) => new UserBatch((long)i * BatchSize, users));
        var counts = UserFolder.Write(folder.Path, batches, batch => batch, pairs, progress: progress, cancellation: cancellation);
        RefuseWhatTrainingWould(folder.Path, target);
        DataManifest.Write(folder.Path, source.Kind, command, pairs.Seed, source.Licence, JsonSerializer.SerializeToNode(counts, DataManifest.JsonOptions)!);
        folder.Commit();
        return counts;
    }

    /// <summary>Reads the folder as a training run will.</summary>
    private static void RefuseWhatTrainingWould(string written, string target)
    {
        try
        {
            _ = PairTexts.Read(written, new PairDatasetOptions());
        }
        catch (BadInputException e)
        {
            throw new BadInputException($"no run could train on what was imported: {e.Problem}", target, field: e.Field, remedy: e.Remedy, inner: e);
        }
    }
}
