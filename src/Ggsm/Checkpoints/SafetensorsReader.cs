using static TorchSharp.torch;

namespace Ggsm.Checkpoints;

/// <summary>
/// Reads a safetensors file tensor by tensor. Opening it checks the whole header: types, shapes, and that the tensors lie
/// inside the file without gap or overlap; no memory is taken for data before <see cref="Read"/>.
/// </summary>
public sealed class SafetensorsReader : IDisposable
{
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
        if (!Entries.TryGetValue(name, out var entry))
            throw new BadInputException("there is no such tensor.", path, field: $"tensor {name}");
        var tensor = empty([.. entry.Shape], dtype: entry.Type);
        if (entry.End == entry.Start)
            return tensor;
        try
        {
            stream.Position = header.DataStart + entry.Start;
            tensor.ReadBytesFromStream(stream, (int)Math.Min(LargestBuffer, entry.End - entry.Start));
            return tensor;
        }
        catch (IOException e)
        {
            tensor.Dispose();
            throw new BadInputException($"its bytes cannot be read ({e.Message})", path, field: $"tensor {name}", inner: e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
