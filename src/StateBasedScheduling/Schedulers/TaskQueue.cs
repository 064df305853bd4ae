namespace StateBasedScheduling.Schedulers;

/// <summary>The tasks of a flow in the order of their arrival, with the slots in which they came.</summary>
public sealed class TaskQueue
{
    private readonly Queue<(long Slot, long Tasks)> groups = new();
    private long takenOfFirst;

    /// <summary>The tasks in it.</summary>
    public long Count { get; private set; }

    /// <summary>The slot in which the n-th task came, counted from 1.</summary>
    public long ArrivalOf(long number)
    {
        number += takenOfFirst;
        foreach (var (slot, tasks) in groups)
        {
            if (number <= tasks)
                return slot;
            number -= tasks;
        }

        throw new ArgumentOutOfRangeException(nameof(number), $"there are {Count} tasks.");
    }

    /// <summary>Adds tasks that come in a slot.</summary>
    public void Add(long slot, long tasks)
    {
        if (tasks == 0)
            return;
        groups.Enqueue((slot, tasks));
        Count += tasks;
    }

    /// <summary>Takes the oldest tasks out, and says of each group how many they are and when they came.</summary>
    public void Take(long tasks, Action<long, long> each)
    {
        Count -= tasks;
        while (tasks > 0)
        {
            var (slot, inGroup) = groups.Peek();
            var taken = Math.Min(tasks, inGroup - takenOfFirst);
            each(slot, taken);
            tasks -= taken;
            takenOfFirst += taken;
            if (takenOfFirst == inGroup)
            {
                groups.Dequeue();
                takenOfFirst = 0;
            }
        }
    }
}
