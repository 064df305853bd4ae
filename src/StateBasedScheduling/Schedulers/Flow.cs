using StateBasedScheduling.Services;

namespace StateBasedScheduling.Schedulers;

/// <summary>A flow, as schedulers know it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Service">What it is guaranteed, at time 0.</param>
public sealed record Flow(string Name, DualCurveService Service)
{
    /// <summary>Its share in weighted fair queueing, and what a slot of delay of one of its tasks costs; at least 1.</summary>
    public long Weight { get; init; } = 1;

    /// <summary>Its rank in fixed priority; smaller numbers go first.</summary>
    public long Priority { get; init; }

    /// <summary>The slots within which a task is to be served by earliest deadline first, that of its arrival among them; null for none.</summary>
    public long? Deadline { get; init; }
}
