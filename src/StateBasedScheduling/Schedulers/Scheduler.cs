using StateBasedScheduling.Slots;

namespace StateBasedScheduling.Schedulers;

/// <summary>A slot, as a scheduler sees it.</summary>
/// <param name="Number">The slot, counted from 0.</param>
/// <param name="Polytope">The schedules that keep every guarantee.</param>
/// <param name="Arrivals">The tasks that came in this slot, of each flow; they are queued already.</param>
/// <param name="Queues">The queued tasks of each flow.</param>
public sealed record SlotView(long Number, SlotPolytope Polytope, long[] Arrivals, IReadOnlyList<TaskQueue> Queues);

/// <summary>Chooses what a slot serves.</summary>
public abstract class Scheduler
{
    /// <summary>Whether it chooses from the polytope, and so keeps every guarantee.</summary>
    public virtual bool KeepsGuarantees => true;

    /// <summary>Fills in the tasks to serve of each flow: no more than are queued, and no more than the capacity together.</summary>
    public abstract void Choose(SlotView slot, Span<long> served);
}
