using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>The command did not run to its end.</summary>
public class CommandFailed : KernelEvent
{
    public CommandFailed(Exception exception, KernelCommand command, string message = null)
        : base(command)
    {
        Exception = exception;
        Message = message ?? exception?.ToString() ?? "Command failed.";
    }

    public Exception Exception { get; }

    public string Message { get; }
}
