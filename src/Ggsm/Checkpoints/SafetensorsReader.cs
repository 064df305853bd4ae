using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Checkpoints;

/// <summary>
/// Reads a safetensors file tensor by tensor. Opening it checks the whole header: types, shapes, and that the tensors lie
/// inside the file without gap or overlap; no memory is taken for data before <see cref="Read"/> or <see cref="ReadInto"/>.
/// </summary>
public sealed class SafetensorsReader : IDisposable
{
    /// <summary>Elements of a tensor that are in memory at once while it is converted: 32 MiB of the widest type.</summary>
    private const long LargestPart = 1 << 22;

    private const int LargestBuffer = 1 << 20;
    private readonly string path;
    private readonly FileStream stream;
    private readonly SafetensorsHeader header;

    private SafetensorsReader(string path, FileStream stream, SafetensorsHeader header)
    {
        this.path = path;
        this.stream = stream;
        this.header = header;
    }

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => header.Entries;

    /// <summary>The texts kept beside the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <summary>Opens a file.</summary>
    /// <exception cref="BadInputException">It cannot be read, is truncated, or is no valid safetensors file.</exception>
    public static SafetensorsReader Open(string path)
    {
        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            var reader = new SafetensorsReader(path, stream, SafetensorsHeader.Read(stream, path));
            stream = null;
            return reader;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"the file cannot be read ({e.Message})", path, inner: e);
        }
        finally
        {
            stream?.Dispose();
        }
    }

    /// <summary>Reads all tensors of a file.</summary>
    /// <exception cref="BadInputException">As for <see cref="Open"/>.</exception>
    public static Dictionary<string, Tensor> ReadAll(string path)
    {
        using var reader = Open(path);
        return reader.Entries.Keys.ToDictionary(name => name, reader.Read);
    }

    /// <summary>Reads one tensor, on the CPU and in the type it is stored in.</summary>
    /// <exception cref="BadInputException">There is no tensor of that name, or its bytes cannot be read.</exception>
    public Tensor Read(string name)
    {
        var entry = Find(name);
        var tensor = empty([.. entry.Shape], dtype: entry.Type);
        try
        {
            Fill(tensor, entry, entry.Start);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Copies one tensor into another of its shape, on any device and of any type, part by part: whatever its size, no more
    /// than a few tens of MiB of it are in memory a second time.
    /// </summary>
    /// <param name="name">The tensor in the file.</param>
    /// <param name="target">Where it goes; contiguous. A parameter is filled without becoming part of a graph.</param>
    /// <exception cref="ArgumentException">The target has another shape or is not contiguous.</exception>
    /// <exception cref="BadInputException">As for <see cref="Read"/>.</exception>
    public void ReadInto(string name, Tensor target)
    {
        var entry = Find(name);
        if (!target.is_contiguous() || !entry.Shape.SequenceEqual(target.shape))
            throw new ArgumentException($"Tensor {name} is [{string.Join(", ", entry.Shape)}]; its target must be contiguous and of that shape, not [{string.Join(", ", target.shape)}].");
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var flat = target.view(-1);
        foreach (var (start, part) in Parts(name))
        {
            using (part)
            using (var place = flat.narrow(0, start, part.NumberOfElements))
                place.copy_(part);
        }
    }

    /// <summary>Whether two tensors of a file hold the same values, whatever their types; no more than a few tens of MiB of them are read at once.</summary>
    /// <exception cref="BadInputException">As for <see cref="Read"/>.</exception>
    internal static bool AreEqual((SafetensorsReader Reader, string Name) first, (SafetensorsReader Reader, string Name) second)
    {
        if (!first.Reader.Find(first.Name).Shape.SequenceEqual(second.Reader.Find(second.Name).Shape))
            return false;
        foreach (var (left, right) in first.Reader.Parts(first.Name).Zip(second.Reader.Parts(second.Name)))
        {
            using var scope = NewDisposeScope();
            using (left.Values)
            using (right.Values)
            {
                if (!left.Values.eq(right.Values).all().item<bool>())
                    return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    /// <summary>The tensor's elements in order, in pieces that belong to the caller.</summary>
    private IEnumerable<(long Start, Tensor Values)> Parts(string name)
    {
        var entry = Find(name);
        var elements = entry.Shape.Aggregate(1L, (product, extent) => product * extent);
        for (long start = 0; start < elements; start += LargestPart)
        {
            var part = empty([Math.Min(LargestPart, elements - start)], dtype: entry.Type);
            try
            {
                Fill(part, entry, entry.Start + (start * part.ElementSize));
            }
            catch
            {
                part.Dispose();
                throw;
            }

            yield return (start, part);
        }
    }

    private void Fill(Tensor tensor, SafetensorsEntry entry, long start)
    {
        var bytes = tensor.NumberOfElements * tensor.ElementSize;
        if (bytes == 0)
            return;
        try
        {
            stream.Position = header.DataStart + start;
            tensor.ReadBytesFromStream(stream, (int)Math.Min(LargestBuffer, bytes));
        }
        catch (IOException e)
        {
            throw new BadInputException($"its bytes cannot be read ({e.Message})", path, field: $"tensor {entry.Name}", inner: e);
        }
    }

    private SafetensorsEntry Find(string name) =>
        Entries.TryGetValue(name, out var entry) ? entry : throw new BadInputException("there is no such tensor.", path, field: $"tensor {name}");
}
