namespace TorchSharp;

/// <summary>Switches gradient recording on this thread until it is disposed.</summary>
internal sealed class GradMode : IDisposable
{
    private readonly int before = NativeMethods.bridge_grad_enabled();

    public GradMode(bool enabled) => NativeMethods.bridge_set_grad_enabled(enabled ? 1 : 0);

    public void Dispose() => NativeMethods.bridge_set_grad_enabled(before);
}
