using MathNet.Numerics.Random;
using StateBasedScheduling.Slots;

namespace StateBasedScheduling.Schedulers;

/// <summary>The max-slack point of every slot; see <see cref="SlotPolytope.MaxSlack()"/>.</summary>
public sealed class MaxSlackScheduler : Scheduler
{
    /// <inheritdoc/>
    public override void Choose(SlotView slot, Span<long> served) => slot.Polytope.MaxSlack(served);
}

/// <summary>
/// The feasible schedule of the largest worth by an objective that may change in each slot: <c>worth(slot, flow, n)</c> of the n-th queued task of a flow, not rising in n. What
/// is worth 0 or less is served only when a guarantee asks for it.
/// </summary>
/// <param name="worth">Slot, flow and number of the task, counted from 1, to its worth.</param>
public sealed class ObjectiveScheduler(Func<SlotView, int, long, long> worth) : Scheduler
{
    /// <summary>The least weighted delay: of all queued tasks those of the largest weight go first, which takes most off what the queue costs in this slot.</summary>
    public static ObjectiveScheduler Delay(IReadOnlyList<Flow> flows) => new((_, flow, _) => flows[flow].Weight);

    /// <summary>Fairness: whoever waits longest goes first, whatever the flow.</summary>
    public static ObjectiveScheduler Fairness() => new((slot, flow, number) => slot.Number - slot.Queues[flow].ArrivalOf(number) + 1);

    /// <summary>The least cost of energy: in slots whose price is above the mean nothing is served that no guarantee asks for.</summary>
    /// <param name="prices">The price of serving a task, slot by slot, over and over.</param>
    public static ObjectiveScheduler Energy(IReadOnlyList<long> prices)
    {
        var sum = prices.Sum();
        return new((slot, _, _) => sum - (prices.Count * prices[(int)(slot.Number % prices.Count)]) is var worth && worth >= 0 ? worth + 1 : worth);
    }

    /// <inheritdoc/>
    public override void Choose(SlotView slot, Span<long> served) => slot.Polytope.Maximize((flow, number) => worth(slot, flow, number), served);
}

/// <summary>
/// A feasible schedule drawn at random: from the max-slack point, many moves of tasks between two flows, or between a flow and idleness, each drawn
/// evenly from what is feasible. Such moves connect all schedules of the polytope, so the draw is uniform in the limit of many moves.
/// </summary>
/// <param name="seed">The seed.</param>
/// <param name="movesPerFlow">Moves for each flow that has tasks.</param>
public sealed class RandomScheduler(int seed, int movesPerFlow = 8) : Scheduler
{
    private readonly Xoshiro256StarStar random = new(seed, threadSafe: false);

    /// <inheritdoc/>
    public override void Choose(SlotView slot, Span<long> served) => Draw(slot.Polytope, served);

    /// <summary>Draws a schedule.</summary>
    public void Draw(SlotPolytope polytope, Span<long> served)
    {
        polytope.MaxSlack(served);
        int[] present = [.. Enumerable.Range(0, polytope.Flows).Where(k => polytope.Queued(k) > 0)];
        if (present.Length == 0)
            return;
        var walk = new Walk(polytope, present, served);
        for (var move = 0; move < movesPerFlow * present.Length; move++)
        {
            var (gives, takes) = (random.Next(present.Length), random.Next(present.Length + 1));
            if (gives != takes)
                walk.Move(gives, takes, random);
        }

        walk.CopyTo(served);
    }

    /// <summary>Schedules reached from one another; flow number <c>Length</c> is idleness.</summary>
    private sealed class Walk
    {
        private readonly int[] flows;
        private readonly long[] tasks;
        private readonly long[] most;
        private readonly long[][] due;
        private readonly long[] spare;

        public Walk(SlotPolytope polytope, int[] flows, ReadOnlySpan<long> served)
        {
            this.flows = flows;
            var steps = polytope.Steps;
            tasks = [.. flows.Select(_ => 0L), polytope.Capacity];
            most = [.. flows.Select(polytope.Queued), polytope.Capacity];
            due = [.. flows.Select(k => steps.Select(step => Math.Max(0, polytope.Required(k, step.Time))).ToArray()), new long[steps.Count]];
            for (var i = 0; i < flows.Length; i++)
            {
                tasks[i] = served[flows[i]];
                tasks[^1] -= tasks[i];
            }

            spare = [.. steps.Select((step, j) => Enumerable.Range(0, tasks.Length).Sum(i => Math.Min(tasks[i], due[i][j])) - step.AtLeast)];
        }

        /// <summary>Moves tasks between two flows, evenly drawn from all numbers that keep the schedule feasible, none and negative ones among them.</summary>
        public void Move(int a, int b, System.Random random)
        {
            var up = Furthest(a, b, Math.Min(most[a] - tasks[a], tasks[b]));
            var down = Furthest(b, a, Math.Min(most[b] - tasks[b], tasks[a]));
            var moved = random.NextInt64(up + down + 1) - down;
            for (var j = 0; j < spare.Length; j++)
                spare[j] += Change(a, b, moved, j);
            tasks[a] += moved;
            tasks[b] -= moved;
        }

        public void CopyTo(Span<long> served)
        {
            for (var i = 0; i < flows.Length; i++)
                served[flows[i]] = tasks[i];
        }

        /// <summary>How many tasks can move from b to a. The feasible numbers have no gap, so halving finds the last.</summary>
        private long Furthest(int a, int b, long bound)
        {
            var (reached, beyond) = (0L, bound + 1);
            while (beyond - reached > 1)
            {
                var middle = reached + ((beyond - reached) / 2);
                if (IsFeasible(a, b, middle))
                    reached = middle;
                else
                    beyond = middle;
            }

            return reached;
        }

        private bool IsFeasible(int a, int b, long moved)
        {
            for (var j = 0; j < spare.Length; j++)
            {
                if (spare[j] + Change(a, b, moved, j) < 0)
                    return false;
            }

            return true;
        }

        private long Change(int a, int b, long moved, int j) =>
            Math.Min(tasks[a] + moved, due[a][j]) - Math.Min(tasks[a], due[a][j]) + Math.Min(tasks[b] - moved, due[b][j]) - Math.Min(tasks[b], due[b][j]);
    }
}
