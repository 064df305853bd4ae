using StateBasedScheduling.Services;

namespace StateBasedScheduling.Schedulability;

/// <summary>
/// General services, decided by playing: the adversary chooses the arrivals of a slot, the server then chooses what to serve, to the horizon. It is the
/// definition itself and knows no formula, so it is what the formulas are tested against; the number of plays is exponential in horizon and
/// flows (the paper's abstract calls the general case computationally complex).
/// </summary>
/// <remarks>
/// A load alone does not decide a general service: one that asks for two tasks in the very slot in which they arrive, in the third slot, loads a server of
/// capacity 1 with two tasks by slot 3, and yet cannot be kept.
/// </remarks>
/// <param name="capacity">Tasks a slot.</param>
/// <param name="mostArrivals">The most tasks that one flow brings in a slot: the adversary's choices.</param>
public sealed class GeneralGame(long capacity, int mostArrivals)
{
    /// <summary>Whether the server has an answer to all arrivals, to the end of the horizon.</summary>
    /// <param name="services">Services of one common horizon.</param>
    public bool IsSchedulable(IReadOnlyList<GeneralService> services)
    {
        if (services.Any(AsksForSomethingNow))
            return false;
        return services[0].Horizon == 0 || Choices(Enumerable.Repeat((long)mostArrivals, services.Count), long.MaxValue)
            .All(arrivals => FeasibleSchedules(services, arrivals).Any());
    }

    /// <summary>Every schedule of a slot that leaves a schedulable state.</summary>
    /// <param name="services">The services before the slot.</param>
    /// <param name="arrivals">What each flow brings.</param>
    public IEnumerable<long[]> FeasibleSchedules(IReadOnlyList<GeneralService> services, IReadOnlyList<long> arrivals) =>
        Choices(services.Select((service, k) => service.Backlog + arrivals[k]), capacity)
            .Where(served => IsSchedulable([.. services.Select((service, k) => service.Update(arrivals[k], served[k]))]));

    private static bool AsksForSomethingNow(GeneralService service) =>
        // By causality, departures by time 0 do not depend on what arrives later.
        service.WorstCase(ArrivalVector.Of(service.Backlog, new long[service.Horizon]))[0] > 0;

    /// <summary>All vectors between 0 and these bounds whose sum is at most <paramref name="most"/>.</summary>
    private static IEnumerable<long[]> Choices(IEnumerable<long> bounds, long most)
    {
        long[][] choices = [[]];
        foreach (var bound in bounds)
            choices = [.. choices.SelectMany(start => Enumerable.Range(0, (int)Math.Min(bound, most - start.Sum()) + 1).Select(next => (long[])[.. start, next]))];
        return choices;
    }
}
