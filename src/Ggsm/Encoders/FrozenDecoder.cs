using Ggsm.Checkpoints;
using Ggsm.Decoder;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Encoders;

/// <summary>
/// A decoder kept as it was at the first step of a run, for recipes that take their gradients from it
/// (<see cref="Masks.TowerCopy.Frozen"/>). Its parameters take no gradient. It costs the memory of one more set of weights,
/// without optimiser state, and one more file in every checkpoint while the recipe wants it; a model folder does not need it.
/// </summary>
public sealed class FrozenDecoder : IDisposable
{
    /// <summary>The file of a checkpoint that holds the copy's weights.</summary>
    public const string FileName = "frozen.safetensors";

    private FrozenDecoder(DecoderModel decoder, Device device)
    {
        decoder.to(device);
        foreach (var parameter in decoder.parameters())
            parameter.requires_grad_(false);
        Decoder = decoder;
    }

    internal DecoderModel Decoder { get; }

    /// <summary>A copy of the decoder as it is now, without its low-rank adaptation, which adds nothing before it has learnt.</summary>
    /// <param name="live">The decoder.</param>
    /// <param name="device">Where the copy goes.</param>
    public static FrozenDecoder Of(DecoderModel live, Device device)
    {
        var copy = Fresh(live.Config, live.Events?.Config);
        using var noGradient = no_grad();
        var weights = live.BaseParameters().Concat(live.EventParameters()).ToDictionary(p => p.Name, p => p.Parameter);
        foreach (var (name, parameter) in copy.named_parameters())
            parameter.copy_(weights[name]);
        return new(copy, device);
    }

    /// <summary>The copy a checkpoint holds.</summary>
    /// <param name="directory">The checkpoint's folder.</param>
    /// <param name="config">The decoder's shape.</param>
    /// <param name="device">Where the copy goes.</param>
    /// <param name="events">Its encoder of events; null without.</param>
    /// <exception cref="BadInputException">The file is missing, damaged, or of another decoder.</exception>
    public static FrozenDecoder Load(string directory, DecoderConfig config, Device device, EventEncoderConfig? events = null)
    {
        var copy = Fresh(config, events);
        try
        {
            PretrainedDecoder.LoadWeights(copy, Path.Combine(directory, FileName), EventEncoderFile.Prefix);
            if (events is not null)
                EventEncoderFile.Load(copy, Path.Combine(directory, FileName));
            return new(copy, device);
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>Writes the copy's weights into a checkpoint's folder.</summary>
    public void Save(string directory) =>
        SafetensorsWriter.Write(Path.Combine(directory, FileName), PretrainedDecoder.Named(Decoder).Concat(EventEncoderFile.Named(Decoder)));

    /// <inheritdoc/>
    public void Dispose() => Decoder.Dispose();

    private static DecoderModel Fresh(DecoderConfig config, EventEncoderConfig? events)
    {
        var decoder = new DecoderModel(config);
        if (events is not null)
            decoder.AddEvents(events);
        return decoder;
    }
}
