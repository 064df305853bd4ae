namespace StateBasedScheduling.Schedulability;

/// <summary>Why flows cannot be guaranteed: what they may ask for, and what the server can do, between two slots.</summary>
/// <param name="AfterSilence">Whether it takes silence first, in which every flow comes to rest, and then a flood of all flows at once (condition 2 of <see cref="SchedulabilityTest"/>).</param>
/// <param name="From">The slots before the flood.</param>
/// <param name="Slots">The slots from there in which the tasks are due; 0 when they were due before.</param>
/// <param name="Load">The tasks due in them, over all flows.</param>
/// <param name="Served">The tasks that the server can serve in them.</param>
/// <param name="Flows">The flows that ask for something, with their tasks.</param>
public sealed record Overload(bool AfterSilence, long From, long Slots, long Load, long Served, IReadOnlyList<(int Flow, long Tasks)> Flows)
{
    /// <summary>The slot, counted from 1, by whose end the tasks are due.</summary>
    public long Slot => From + Slots;

    /// <summary>The tasks that cannot be served in time.</summary>
    public long Missing => Load - Served;
}
