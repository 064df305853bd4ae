using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>The events of a batch and the positions they stand at.</summary>
/// <param name="Groups">The events by modality.</param>
/// <param name="Source">
/// int64 <c>[batch * length]</c>: where the embedded input of each position comes from. Below <c>batch * length</c> it is the token
/// there; from it on, an event, counted through the groups in their order.
/// </param>
public sealed record EventTensors(IReadOnlyList<EventGroup> Groups, Tensor Source) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var group in Groups)
            group.Dispose();
        Source.Dispose();
    }
}
