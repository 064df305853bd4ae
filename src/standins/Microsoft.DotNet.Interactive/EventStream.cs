using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive;

/// <summary>Hands every event to every observer, in order.</summary>
internal sealed class EventStream : IObservable<KernelEvent>
{
    private readonly Lock gate = new();
    private IObserver<KernelEvent>[] observers = [];

    public IDisposable Subscribe(IObserver<KernelEvent> observer)
    {
        lock (gate)
            observers = [.. observers, observer];
        return new Subscription(this, observer);
    }

    public void Publish(KernelEvent kernelEvent)
    {
        foreach (var observer in observers)
            observer.OnNext(kernelEvent);
    }

    private sealed class Subscription(EventStream stream, IObserver<KernelEvent> observer) : IDisposable
    {
        public void Dispose()
        {
            lock (stream.gate)
                stream.observers = [.. stream.observers.Where(other => !ReferenceEquals(other, observer))];
        }
    }
}
