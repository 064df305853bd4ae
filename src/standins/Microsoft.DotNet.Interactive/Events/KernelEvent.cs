using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>Something that happened while a command ran.</summary>
public abstract class KernelEvent
{
    protected KernelEvent(KernelCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        Command = command;
    }

    public KernelCommand Command { get; }
}
