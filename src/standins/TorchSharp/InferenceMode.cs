namespace TorchSharp;

/// <summary>libtorch's inference mode on this thread until it is disposed.</summary>
internal sealed class InferenceMode(bool mode) : IDisposable
{
    private IntPtr guard = NativeMethods.bridge_inference_enter(mode ? 1 : 0);

    public void Dispose()
    {
        if (guard != IntPtr.Zero)
            NativeMethods.bridge_inference_leave(guard);
        guard = IntPtr.Zero;
    }
}
