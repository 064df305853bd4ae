namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Something a kernel is asked to do.</summary>
public abstract class KernelCommand
{
    public virtual Task InvokeAsync(KernelInvocationContext context) =>
        throw new NotSupportedException($"No kernel handles {GetType().Name}.");
}
