using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive;

/// <summary>A running command: what a cell's code uses to show values. Flows with async code.</summary>
public class KernelInvocationContext : IDisposable
{
    private static readonly AsyncLocal<KernelInvocationContext> Ambient = new();

    private readonly EventStream events = new();
    private readonly CancellationTokenSource cancellation;

    internal KernelInvocationContext(KernelCommand command, Kernel kernel, CancellationToken cancellationToken)
    {
        Command = command;
        HandlingKernel = kernel;
        Result = new KernelCommandResult(command);
        cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Ambient.Value = this;
    }

    public static KernelInvocationContext Current => Ambient.Value;

    public KernelCommand Command { get; }

    public Kernel HandlingKernel { get; }

    public bool IsComplete { get; private set; }

    public CancellationToken CancellationToken => cancellation.Token;

    public IObservable<KernelEvent> KernelEvents => events;

    public KernelCommandResult Result { get; }

    public void Publish(KernelEvent @event)
    {
        if (IsComplete)
            return;
        Result.Add(@event);
        events.Publish(@event);
    }

    public void Complete(KernelCommand command)
    {
        Publish(new CommandSucceeded(command));
        IsComplete = true;
    }

    public void Fail(KernelCommand command, Exception exception = null, string message = null)
    {
        Publish(new CommandFailed(exception, command, message));
        IsComplete = true;
    }

    public void Dispose()
    {
        if (!IsComplete)
            Complete(Command);
        if (Ambient.Value == this)
            Ambient.Value = null;
        cancellation.Dispose();
        GC.SuppressFinalize(this);
    }
}
