using Ggsm.Decoder;
using static TorchSharp.torch;

namespace Ggsm.Checkpoints;

/// <summary>
/// The weights of a decoder's encoder of events, beside those of the decoder: <c>event_encoder.safetensors</c>. Other programs
/// that read the folder pass it over.
/// </summary>
public static class EventEncoderFile
{
    /// <summary>The name of the file.</summary>
    public const string Name = "event_encoder.safetensors";

    /// <summary>What the names of its tensors begin with.</summary>
    internal const string Prefix = DecoderModel.EventEncoderName + ".";

    /// <summary>Whether a folder has one.</summary>
    public static bool IsIn(string directory) => File.Exists(Path.Combine(directory, Name));

    /// <summary>The tensors as a file holds them; none where the decoder has no encoder of events.</summary>
    public static IEnumerable<KeyValuePair<string, Tensor>> Named(DecoderModel decoder) =>
        decoder.EventParameters().Select(p => KeyValuePair.Create(p.Name, (Tensor)p.Parameter));

    /// <summary>Writes the file into a folder; nothing where the decoder has no encoder of events.</summary>
    public static void Save(DecoderModel decoder, string directory)
    {
        if (decoder.Events is not null)
            SafetensorsWriter.Write(Path.Combine(directory, Name), Named(decoder));
    }

    /// <summary>Fills the encoder of events of a decoder from a file; tensors of other names are passed over.</summary>
    /// <param name="decoder">A decoder with an encoder of events.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="BadInputException">The file is missing or damaged, or its tensors are not those of the encoder.</exception>
    public static void Load(DecoderModel decoder, string path)
    {
        using var weights = SafetensorsModel.OpenFile(path);
        var parameters = decoder.EventParameters().ToDictionary(p => p.Name, p => (Tensor)p.Parameter);
        var found = weights.Entries.Keys.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToHashSet();
        string[] missing = [.. parameters.Keys.Where(name => !found.Contains(name))];
        string[] unknown = [.. found.Where(name => !parameters.ContainsKey(name))];
        string[] reshaped = [.. parameters.Where(p => found.Contains(p.Key) && !weights.Entries[p.Key].Shape.SequenceEqual(p.Value.shape)).Select(p => p.Key)];
        if (missing.Length + unknown.Length + reshaped.Length > 0)
        {
            throw new BadInputException(
                $"the tensors are not those of this encoder of events. Missing ({missing.Length}): {TruncatedNames.Of(missing)}. Unknown ({unknown.Length}): {TruncatedNames.Of(unknown)}. "
                + $"Of another shape ({reshaped.Length}): {TruncatedNames.Of(reshaped)}.", path, remedy: "Use the file that was written with these weights.");
        }

        using var noGradient = no_grad();
        foreach (var (name, parameter) in parameters)
            weights.ReadInto(name, parameter);
    }
}
