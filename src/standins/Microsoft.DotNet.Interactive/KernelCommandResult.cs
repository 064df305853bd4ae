using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive;

/// <summary>A command with everything that happened while it ran.</summary>
public class KernelCommandResult
{
    private readonly List<KernelEvent> events = [];

    internal KernelCommandResult(KernelCommand command) => Command = command;

    public KernelCommand Command { get; }

    public IReadOnlyList<KernelEvent> Events
    {
        get
        {
            lock (events)
                return [.. events];
        }
    }

    internal void Add(KernelEvent kernelEvent)
    {
        lock (events)
            events.Add(kernelEvent);
    }
}
