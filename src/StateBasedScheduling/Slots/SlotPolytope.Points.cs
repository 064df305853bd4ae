using System.Numerics;

namespace StateBasedScheduling.Slots;

public sealed partial class SlotPolytope
{
    /// <summary>Every feasible schedule, in the order of their numbers. Exponential in the flows.</summary>
    public IEnumerable<long[]> Points()
    {
        var served = new long[Flows];
        return Rest(0, Capacity);

        IEnumerable<long[]> Rest(int flow, long room)
        {
            if (flow == Flows)
            {
                if (Contains(served))
                    yield return [.. served];
                yield break;
            }

            for (served[flow] = 0; served[flow] <= Math.Min(queued[flow], room); served[flow]++)
            {
                foreach (var point in Rest(flow + 1, room - served[flow]))
                    yield return point;
            }
        }
    }

    /// <summary>
    /// The number of feasible schedules, exactly: flow by flow, counting how many ways lead to each total of served tasks and of those due by each
    /// step. The totals are at most <c>(c + 1) x product of (E_j + 1)</c>: few where there is freedom, exponential in the steps in general.
    /// </summary>
    /// <param name="mostTotals">Gives up beyond so many.</param>
    /// <returns>The count; null when it would take more totals.</returns>
    public BigInteger? Count(int mostTotals = 5_000)
    {
        var bases = new long[Steps.Count + 1];
        var size = (Int128)(Capacity + 1);
        for (var j = 0; j < steps.Count; j++)
        {
            bases[j] = (long)size;
            size *= steps[j].AtLeast + 1;
            if (size > long.MaxValue / 2)
                return null;
        }

        // A total is one number: served tasks, and in higher digits those due by each step, no more than the step asks for.
        var ways = new Dictionary<long, BigInteger> { [0] = BigInteger.One };
        for (var k = 0; k < Flows; k++)
        {
            var most = Math.Min(queued[k], Capacity);
            if (most == 0)
                continue;
            var more = new Dictionary<long, BigInteger>(ways.Count * 2);
            foreach (var (total, count) in ways)
            {
                var room = Math.Min(most, Capacity - (total % (Capacity + 1)));
                for (var served = 0L; served <= room; served++)
                {
                    var next = total + served;
                    for (var j = 0; j < steps.Count; j++)
                    {
                        var digit = total / bases[j] % (steps[j].AtLeast + 1);
                        next += bases[j] * Math.Min(steps[j].AtLeast - digit, Math.Min(served, Math.Max(0, Required(k, steps[j].Time))));
                    }

                    more[next] = more.GetValueOrDefault(next) + count;
                }
            }

            if (more.Count > mostTotals)
                return null;
            ways = more;
        }

        return ways.Where(way => IsMet(way.Key)).Aggregate(BigInteger.Zero, (sum, way) => sum + way.Value);

        bool IsMet(long total)
        {
            for (var j = 0; j < steps.Count; j++)
            {
                if (total / bases[j] % (steps[j].AtLeast + 1) < steps[j].AtLeast)
                    return false;
            }

            return true;
        }
    }

    /// <summary>
    /// The corners. Each one is what greedy choices give for some order of the flows and of idleness, so they are found by trying all orders.
    /// </summary>
    /// <exception cref="ArgumentException">There are more than 6 flows.</exception>
    public IReadOnlyList<long[]> Vertices()
    {
        const int mostFlows = 6;
        if (Flows > mostFlows)
            throw new ArgumentException($"the corners of {Flows} flows take up to {Flows + 1}! orders; at most {mostFlows} flows are tried.");
        if (Emptiness() is not null)
            return [];
        var corners = new Dictionary<string, long[]>();
        foreach (var order in Orders([.. Enumerable.Range(0, Flows + 1)]))
        {
            // Flows before idleness, number `Flows`, are worth something, those after it cost something.
            var weights = new long[Flows];
            var idleness = Array.IndexOf(order, Flows);
            for (var place = 0; place < order.Length; place++)
            {
                if (order[place] != Flows)
                    weights[order[place]] = idleness - place;
            }

            var corner = Maximize(weights);
            corners[string.Join(' ', corner)] = corner;
        }

        return [.. corners.Values.OrderBy(corner => corner, Comparer<long[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)))];
    }

    private static IEnumerable<int[]> Orders(int[] items)
    {
        if (items.Length <= 1)
            return [items];
        return items.SelectMany(first => Orders([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));
    }
}
