using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Ggsm.Checkpoints;

/// <summary>
/// The checkpoints of one run: folders <c>step-00000050</c>, each written aside, forced to disk, vouched for by a
/// manifest of checksums and renamed into place. A crash at any moment leaves the older checkpoints as they were.
/// </summary>
public sealed class TrainingCheckpointStore
{
    private const string ManifestName = "manifest.json";
    private const string Prefix = "step-";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        RespectNullableAnnotations = true,
    };

    private readonly string directory;
    private readonly int keepLast;

    /// <param name="directory">The folder of the checkpoints; made on the first save.</param>
    /// <param name="keepLast">How many of the newest are kept; at least 1.</param>
    public TrainingCheckpointStore(string directory, int keepLast)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keepLast, 1);
        this.directory = directory;
        this.keepLast = keepLast;
    }

    /// <summary>Every checkpoint folder, newest first, valid or not.</summary>
    public IReadOnlyList<(long Step, string Path)> All =>
        !Directory.Exists(directory)
            ? []
            : [.. Directory.EnumerateDirectories(directory, $"{Prefix}*")
                .Select(path => (Step: StepOf(path), Path: path))
                .Where(c => c.Step is not null)
                .Select(c => (c.Step!.Value, c.Path))
                .OrderByDescending(c => c.Item1)];

    /// <summary>
    /// Writes a checkpoint and removes those beyond the newest <c>keepLast</c>. Checkpoints of later steps, which a run only
    /// leaves behind when they are damaged, do not count.
    /// </summary>
    /// <param name="step">Updates done.</param>
    /// <param name="write">Fills the folder it is given.</param>
    /// <returns>The folder of the checkpoint.</returns>
    public string Save(long step, Action<string> write)
    {
        Directory.CreateDirectory(directory);
        RemoveUnfinished();
        var target = Path.Combine(directory, Prefix + step.ToString("D8", CultureInfo.InvariantCulture));
        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);

        using (var folder = AtomicFolder.Create(target))
        {
            write(folder.Path);
            var files = Directory.EnumerateFiles(folder.Path).ToDictionary(f => Path.GetFileName(f), Describe);
            var manifest = new TrainingCheckpointManifest { FormatVersion = TrainingCheckpointManifest.CurrentVersion, Files = files };
            var manifestPath = Path.Combine(folder.Path, ManifestName);
            File.WriteAllText(manifestPath, JsonSerializer.Serialize(manifest, Json));
            foreach (var file in files.Keys)
                ForceToDisk(Path.Combine(folder.Path, file));
            ForceToDisk(manifestPath);
            folder.Commit();
        }

        foreach (var (_, path) in All.Where(c => c.Step <= step).Skip(keepLast))
            Directory.Delete(path, recursive: true);
        return target;
    }

    /// <summary>
    /// The newest checkpoint whose files are all there and match their checksums, or null. One whose manifest is of a newer
    /// format is passed over like a damaged one: a single wrong bit makes a higher digit, and nothing vouches for the manifest.
    /// </summary>
    /// <param name="warnings">Receives a line for every checkpoint that was passed over.</param>
    /// <exception cref="BadInputException">No checkpoint is valid, and one was written by a newer version of the workbook.</exception>
    public string? NewestValid(ICollection<string> warnings)
    {
        BadInputException? newer = null;
        foreach (var (_, path) in All)
        {
            try
            {
                var damage = DamageOf(path);
                if (damage is null)
                    return path;
                warnings.Add($"checkpoint {path} is damaged and was passed over: {damage}");
            }
            catch (BadInputException e)
            {
                newer ??= e;
                warnings.Add($"checkpoint {path} was passed over: {e.Problem}");
            }
        }

        return newer is null ? null : throw newer;
    }

    /// <exception cref="BadInputException">The checkpoint is of a newer format.</exception>
    private static string? DamageOf(string checkpoint)
    {
        var path = Path.Combine(checkpoint, ManifestName);
        if (!File.Exists(path))
            return $"{ManifestName} is missing";

        try
        {
            var bytes = File.ReadAllBytes(path);
            using (var document = JsonDocument.Parse(bytes))
                FormatVersion.RefuseNewer(document.RootElement, path, TrainingCheckpointManifest.CurrentVersion);
            var manifest = JsonSerializer.Deserialize<TrainingCheckpointManifest>(bytes, Json);
            if (manifest is not { Files.Count: > 0 } || manifest.Files.Any(f => f.Value is null || Path.GetFileName(f.Key) != f.Key))
                return $"{ManifestName} does not say which files there are";
            foreach (var (name, expected) in manifest.Files)
            {
                var file = Path.Combine(checkpoint, name);
                if (!File.Exists(file))
                    return $"{name} is missing";
                var length = new FileInfo(file).Length;
                if (length != expected.Bytes)
                    return $"{name} has {length} bytes, {expected.Bytes} were written";
                if (Describe(file).Sha256 != expected.Sha256)
                    return $"{name} does not match its checksum in {ManifestName}";
            }

            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return $"{ManifestName} cannot be read ({e.Message})";
        }
    }

    private void RemoveUnfinished()
    {
        foreach (var path in Directory.EnumerateDirectories(directory, $".{Prefix}*.partial"))
            Directory.Delete(path, recursive: true);
    }

    private static TrainingCheckpointFile Describe(string path)
    {
        using var stream = File.OpenRead(path);
        return new(stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    private static void ForceToDisk(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }

    private static long? StepOf(string path) =>
        long.TryParse(Path.GetFileName(path)[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : null;
}

/// <summary>Vouches for a checkpoint: written last, it holds the size and checksum of every other file.</summary>
public sealed record TrainingCheckpointManifest
{
    /// <summary>The format this version of the workbook writes, and the newest it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The format the checkpoint was written in.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>Size and checksum by file name.</summary>
    public required IReadOnlyDictionary<string, TrainingCheckpointFile> Files { get; init; }
}

/// <summary>One file of a checkpoint as its manifest knows it.</summary>
/// <param name="Bytes">Size in bytes.</param>
/// <param name="Sha256">SHA-256 of the content, lower-case hexadecimal.</param>
public sealed record TrainingCheckpointFile(long Bytes, string Sha256);
