using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace StateBasedScheduling.Simulation;

/// <summary>What an arrival process may look at before a slot.</summary>
/// <param name="Slot">The slot, counted from 0.</param>
/// <param name="AdversariesIdle">The slots at whose start no flow with adversarial arrivals had a task, this one among them; 0 when one has.</param>
public readonly record struct ArrivalMoment(long Slot, long AdversariesIdle);

/// <summary>How the tasks of a flow arrive.</summary>
public abstract record ArrivalProcess
{
    /// <summary>Begins the process anew.</summary>
    /// <param name="seed">Decides what is drawn; the same seed gives the same arrivals.</param>
    /// <returns>From each slot, in turn, to the tasks that arrive in it.</returns>
    public abstract Func<ArrivalMoment, long> Start(int seed);
}

/// <summary>Evenly spread: so many tasks in every so many slots.</summary>
/// <param name="Tasks">Tasks in <paramref name="Every"/> slots.</param>
/// <param name="Every">Slots.</param>
public sealed record ConstantArrivals(long Tasks, long Every = 1) : ArrivalProcess
{
    /// <inheritdoc/>
    public override Func<ArrivalMoment, long> Start(int seed) => moment => ((moment.Slot + 1) * Tasks / Every) - (moment.Slot * Tasks / Every);
}

/// <summary>Independent Poisson numbers.</summary>
/// <param name="Rate">The mean number of tasks a slot.</param>
public sealed record PoissonArrivals(double Rate) : ArrivalProcess
{
    /// <inheritdoc/>
    public override Func<ArrivalMoment, long> Start(int seed)
    {
        var random = new Xoshiro256StarStar(seed, threadSafe: false);
        return _ => Rate == 0 ? 0 : Poisson.Sample(random, Rate);
    }
}

/// <summary>Bursts and silences of random lengths, each slot ending them with the same chance; it starts in a silence.</summary>
/// <param name="On">The mean number of slots of a burst; at least 1.</param>
/// <param name="Off">The mean number of slots of a silence; at least 1.</param>
/// <param name="Tasks">Tasks in each slot of a burst.</param>
public sealed record OnOffArrivals(double On, double Off, long Tasks) : ArrivalProcess
{
    /// <inheritdoc/>
    public override Func<ArrivalMoment, long> Start(int seed)
    {
        var random = new Xoshiro256StarStar(seed, threadSafe: false);
        var isOn = false;
        return _ =>
        {
            if (random.NextDouble() < 1 / (isOn ? On : Off))
                isOn = !isOn;
            return isOn ? Tasks : 0;
        };
    }
}

/// <summary>
/// The adversary of the schedulability condition: all such flows wait until the queues of all of them have been empty for a while, and then flood the server in the
/// same slot.
/// </summary>
/// <param name="Burst">Tasks of a flood.</param>
/// <param name="Rest">Slots of silence before it.</param>
public sealed record AdversarialArrivals(long Burst, long Rest = 0) : ArrivalProcess
{
    /// <inheritdoc/>
    public override Func<ArrivalMoment, long> Start(int seed) => moment => moment.AdversariesIdle > Rest ? Burst : 0;
}

/// <summary>Arrivals that were recorded; after the last one nothing arrives.</summary>
/// <param name="Counts">Tasks of slots 0, 1, ...</param>
public sealed record TraceArrivals(IReadOnlyList<long> Counts) : ArrivalProcess
{
    /// <inheritdoc/>
    public override Func<ArrivalMoment, long> Start(int seed) => moment => moment.Slot < Counts.Count ? Counts[(int)moment.Slot] : 0;
}
