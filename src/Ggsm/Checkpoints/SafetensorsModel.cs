using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Checkpoints;

/// <summary>
/// The tensors of one model, in Hugging Face's layout: <c>model.safetensors</c>, or shards
/// (<c>model-00001-of-00003.safetensors</c>, …) that <c>model.safetensors.index.json</c> lists. Opening checks every header,
/// and that index and shards agree to the tensor; no data are read.
/// </summary>
public sealed class SafetensorsModel : IDisposable
{
    /// <summary>The name of the weights file of a model that is not sharded.</summary>
    public const string WeightsFile = "model.safetensors";

    /// <summary>The name of the index of a sharded model.</summary>
    public const string IndexFile = WeightsFile + ".index.json";

    /// <summary>Bytes of tensors in one file at most, when nothing else is asked for.</summary>
    public const long LargestShard = 5_000_000_000;

    private const string AnyShard = "model-*-of-*.safetensors";

    private readonly IReadOnlyList<SafetensorsReader> files;
    private readonly Dictionary<string, SafetensorsReader> fileOf;

    private SafetensorsModel(string path, IReadOnlyList<SafetensorsReader> files)
    {
        Path = path;
        this.files = files;
        fileOf = files.SelectMany(f => f.Entries.Keys.Select(name => (name, f))).ToDictionary(t => t.name, t => t.f);
        Entries = files.SelectMany(f => f.Entries).ToDictionary();
    }

    /// <summary>The weights file, or the index of the shards.</summary>
    public string Path { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; }

    /// <summary>Opens the model of a folder.</summary>
    /// <exception cref="BadInputException">
    /// There are no weights, or both a single file and an index; a file is missing or damaged; or index and shards disagree: the
    /// message lists both sides.
    /// </exception>
    public static SafetensorsModel OpenFolder(string directory)
    {
        var (weights, index) = (System.IO.Path.Combine(directory, WeightsFile), System.IO.Path.Combine(directory, IndexFile));
        if (!File.Exists(index))
            return OpenFile(weights);
        return !File.Exists(weights)
            ? OpenShards(directory, index)
            : throw new BadInputException($"beside this index there is a {WeightsFile} as well, and only one of them can be the model.", index,
                remedy: "Remove the one that is left over.");
    }

    /// <summary>Opens a single file.</summary>
    /// <exception cref="BadInputException">As for <see cref="SafetensorsReader.Open"/>.</exception>
    public static SafetensorsModel OpenFile(string path) => new(path, [SafetensorsReader.Open(path)]);

    /// <summary>
    /// Writes a model: one file where its tensors fit into <paramref name="largestShard"/> bytes, otherwise shards and their
    /// index. Each file appears whole or not at all; an older model in the folder is replaced. The index is written last and
    /// an older one removed first, so that an interrupted replacement leaves a folder that is refused, never a mixture.
    /// </summary>
    /// <param name="directory">A folder that exists.</param>
    /// <param name="tensors">The tensors by name, on any device; a shard holds as many of them, in order, as fit, and at least one.</param>
    /// <param name="largestShard">Bytes of tensors in one file.</param>
    /// <exception cref="BadInputException">The folder cannot be written.</exception>
    public static void Write(string directory, IEnumerable<KeyValuePair<string, Tensor>> tensors, long largestShard = LargestShard)
    {
        var shards = Divide(tensors, largestShard);
        var (weights, index) = (System.IO.Path.Combine(directory, WeightsFile), System.IO.Path.Combine(directory, IndexFile));
        File.Delete(index);
        foreach (var old in Directory.GetFiles(directory, AnyShard))
            File.Delete(old);
        if (shards.Count == 1)
        {
            SafetensorsWriter.Write(weights, shards[0]);
            return;
        }

        File.Delete(weights);
        var names = Enumerable.Range(1, shards.Count).Select(n => $"model-{n:D5}-of-{shards.Count:D5}.safetensors").ToArray();
        foreach (var (name, shard) in names.Zip(shards))
            SafetensorsWriter.Write(System.IO.Path.Combine(directory, name), shard);
        SafetensorsIndex.Write(index, names.Zip(shards).SelectMany(s => s.Second.Select(t => (s.First, t.Key))), shards.Sum(s => s.Sum(BytesOf)));
    }

    /// <summary>The file that holds a tensor.</summary>
    /// <exception cref="BadInputException">There is no tensor of that name.</exception>
    public string FileOf(string name) => Find(name).Path;

    /// <summary>Reads one tensor, on the CPU and in the type it is stored in.</summary>
    /// <exception cref="BadInputException">As for <see cref="SafetensorsReader.Read"/>.</exception>
    public Tensor Read(string name) => Find(name).Read(name);

    /// <summary>Copies one tensor into another, part by part, as <see cref="SafetensorsReader.ReadInto"/> does.</summary>
    /// <exception cref="ArgumentException">The target has another shape or is not contiguous.</exception>
    /// <exception cref="BadInputException">As for <see cref="SafetensorsReader.Read"/>.</exception>
    public void ReadInto(string name, Tensor target) => Find(name).ReadInto(name, target);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in files)
            file.Dispose();
    }

    internal bool AreEqual(string first, string second) => SafetensorsReader.AreEqual((Find(first), first), (Find(second), second));

    private SafetensorsReader Find(string name) =>
        fileOf.TryGetValue(name, out var file) ? file : throw new BadInputException("there is no such tensor.", Path, field: $"tensor {name}");

    private static SafetensorsModel OpenShards(string directory, string index)
    {
        var listed = SafetensorsIndex.Read(index).ToLookup(t => t.Value, t => t.Key);
        var absent = listed.Select(s => s.Key).Where(shard => !File.Exists(System.IO.Path.Combine(directory, shard))).Order(StringComparer.Ordinal).ToList();
        if (absent.Count > 0)
        {
            throw new BadInputException($"{absent.Count} of the {listed.Count} files it lists are missing: {TruncatedNames.Of(absent)}.", index,
                remedy: "Copy or download the folder again.");
        }

        var files = new List<SafetensorsReader>();
        try
        {
            foreach (var shard in listed.OrderBy(s => s.Key, StringComparer.Ordinal))
            {
                var file = SafetensorsReader.Open(System.IO.Path.Combine(directory, shard.Key));
                files.Add(file);
                var lacking = shard.Where(name => !file.Entries.ContainsKey(name)).ToList();
                var unlisted = file.Entries.Keys.Except(shard).ToList();
                if (lacking.Count > 0 || unlisted.Count > 0)
                {
                    throw new BadInputException(
                        $"the file and {IndexFile} do not agree. Listed for it but not in it ({lacking.Count}): {TruncatedNames.Of(lacking)}. In it but not listed for it ({unlisted.Count}): {TruncatedNames.Of(unlisted)}.",
                        file.Path, remedy: "Copy or download the folder again.");
                }
            }

            return new SafetensorsModel(index, files);
        }
        catch
        {
            foreach (var file in files)
                file.Dispose();
            throw;
        }
    }

    private static List<List<KeyValuePair<string, Tensor>>> Divide(IEnumerable<KeyValuePair<string, Tensor>> tensors, long largestShard)
    {
        List<List<KeyValuePair<string, Tensor>>> shards = [[]];
        long filled = 0;
        foreach (var tensor in tensors)
        {
            var bytes = BytesOf(tensor);
            if (shards[^1].Count > 0 && filled + bytes > largestShard)
            {
                shards.Add([]);
                filled = 0;
            }

            shards[^1].Add(tensor);
            filled += bytes;
        }

        return shards;
    }

    private static long BytesOf(KeyValuePair<string, Tensor> tensor) => tensor.Value.NumberOfElements * tensor.Value.ElementSize;
}

/// <summary>Names for a message that fits a screen.</summary>
internal static class TruncatedNames
{
    private const int Most = 8;

    /// <summary>The first names, and how many more there are.</summary>
    public static string Of(IReadOnlyList<string> names) =>
        names.Count == 0 ? "none" : string.Join(", ", names.Take(Most)) + (names.Count > Most ? $" and {names.Count - Most} more" : "");
}
