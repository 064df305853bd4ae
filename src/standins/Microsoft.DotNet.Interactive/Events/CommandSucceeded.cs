using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>The command ran to its end.</summary>
public class CommandSucceeded : KernelEvent
{
    public CommandSucceeded(KernelCommand command)
        : base(command)
    {
    }
}
