namespace StateBasedScheduling.Slots;

public sealed partial class SlotPolytope
{
    /// <summary>
    /// The max-slack point: the present tasks that are due first, as many as the capacity allows, ties going to the first flow. It
    /// leaves the largest slack at every time at once, so it is feasible whenever anything is. The paper's abstract states that maximising
    /// the slack does that and that earliest deadline first is a special case; that the point is this one is our reconstruction.
    /// </summary>
    public long[] MaxSlack()
    {
        var served = new long[Flows];
        MaxSlack(served);
        return served;
    }

    /// <summary>The max-slack point, without allocating.</summary>
    public void MaxSlack(Span<long> served)
    {
        var (present, withDeadline) = (0L, 0L);
        foreach (var tasks in queued)
            present += tasks;
        if (present <= Capacity)
        {
            queued.CopyTo(served);
            return;
        }

        for (var k = 0; k < queued.Length; k++)
        {
            if (queued[k] > 0)
                withDeadline += Math.Min(queued[k], Math.Max(0, LimitOf(k)));
        }

        var room = Capacity;
        var last = FirstDue(Math.Min(room, withDeadline));
        // Whatever is due before the last deadline is served; what is due at it, and then what has no deadline, by flow.
        for (var k = 0; k < queued.Length; k++)
        {
            served[k] = last == 0 || queued[k] == 0 ? 0 : Math.Min(queued[k], Math.Max(0, Required(k, last - 1)));
            room -= served[k];
        }

        for (var k = 0; k < queued.Length && room > 0; k++)
            room -= served[k] == queued[k] ? 0 : Add(served, k, Math.Min(room, Math.Min(queued[k], Math.Max(0, Required(k, last))) - served[k]));
        for (var k = 0; k < queued.Length && room > 0; k++)
            room -= Add(served, k, Math.Min(room, queued[k] - served[k]));

        static long Add(Span<long> served, int flow, long tasks)
        {
            served[flow] += tasks;
            return tasks;
        }
    }

    /// <summary>
    /// A feasible schedule of the largest worth, <c>sum of weight_k u_k</c>; of a flow whose weight is 0 or less nothing is served that no guarantee asks for. Ties go
    /// to the first flow.
    /// </summary>
    /// <param name="weights">The worth of a task of each flow, positive or negative.</param>
    public long[] Maximize(IReadOnlyList<long> weights)
    {
        var served = new long[Flows];
        Maximize((flow, _) => weights[flow], served);
        return served;
    }

    /// <summary>
    /// A feasible schedule of the largest worth, where the worth of a flow's tasks may fall from each one to the next. Greedy: the most
    /// valuable task is taken whenever the rest can still be completed to a feasible schedule. On the independent sets of a matroid that is exact, and the sets that can be
    /// completed are those of the matroid named at <see cref="SlotPolytope"/>.
    /// </summary>
    /// <param name="weight">Flow and number of the task, counted from 1, to its worth; not rising with the number.</param>
    /// <param name="served">Receives the schedule.</param>
    /// <exception cref="InvalidOperationException">No schedule is feasible.</exception>
    public void Maximize(Func<int, long, long> weight, Span<long> served)
    {
        served.Clear();
        var places = new Places(this);
        var next = new PriorityQueue<int, (long, int)>(Flows);
        for (var k = 0; k < queued.Length; k++)
        {
            if (queued[k] > 0)
                next.Enqueue(k, (-weight(k, 1), k));
        }

        var forced = new PriorityQueue<int, (long, int)>();
        while (places.Left > 0 && next.TryDequeue(out var k, out var priority))
        {
            if (priority.Item1 >= 0)
            {
                forced.Enqueue(k, priority);
                continue;
            }

            if (!places.TryTake(k, served[k] + 1, mayBeFree: true))
                continue;
            served[k]++;
            if (served[k] < queued[k])
                next.Enqueue(k, (-weight(k, served[k] + 1), k));
        }

        while (places.LeftOfForced > 0 && forced.TryDequeue(out var k, out _))
        {
            if (!places.TryTake(k, served[k] + 1, mayBeFree: false))
                continue;
            served[k]++;
            if (served[k] < queued[k])
                forced.Enqueue(k, (-weight(k, served[k] + 1), k));
        }

        if (places.LeftOfForced > 0)
            throw new InvalidOperationException($"no schedule of this slot is feasible: {places.LeftOfForced} tasks that must be served cannot be.");
    }

    /// <summary>The first time by which so many present tasks are due; 0 for none.</summary>
    private long FirstDue(long tasks)
    {
        if (tasks == 0)
            return 0;
        var (below, reached) = (-1L, (long)Horizon / 2);
        while (Due(reached) < tasks)
            (below, reached) = (reached, (2 * reached) + 1);
        while (reached - below > 1)
        {
            var middle = below + ((reached - below) / 2);
            if (Due(middle) >= tasks)
                reached = middle;
            else
                below = middle;
        }

        return reached;
    }

    /// <summary>How many tasks of a flow are ever due.</summary>
    private long LimitOf(int flow) =>
        increments[flow] > 0 && (states[flow]?.Limit ?? Curves.Curve.Infinity) == Curves.Curve.Infinity
            ? Curves.Curve.Infinity
            : Required(flow, Math.Max(Horizon, states[flow]?.Length ?? 0));

    /// <summary>
    /// The places of a slot's schedule: for each step those that only tasks due by its time may take, and the free ones. A task takes the first
    /// place that it may take; since the steps lie in one another, no other choice leaves more.
    /// </summary>
    private sealed class Places
    {
        private readonly SlotPolytope polytope;
        private readonly IReadOnlyList<PolytopeStep> steps;
        private readonly long[] left;
        private readonly int[] nextWithPlaces;

        public Places(SlotPolytope polytope)
        {
            this.polytope = polytope;
            steps = polytope.Steps;
            left = new long[steps.Count + 1];
            for (var j = 0; j < steps.Count; j++)
                left[j] = steps[j].AtLeast - (j == 0 ? 0 : steps[j - 1].AtLeast);
            left[^1] = polytope.Capacity - polytope.Forced;
            if (left[^1] < 0)
                throw new InvalidOperationException($"no schedule of this slot is feasible: {polytope.Forced} tasks must be served, and the capacity is {polytope.Capacity}.");
            nextWithPlaces = [.. Enumerable.Range(0, left.Length)];
            LeftOfForced = polytope.Forced;
            Left = polytope.Capacity;
        }

        public long Left { get; private set; }

        public long LeftOfForced { get; private set; }

        /// <summary>Takes a place for the n-th task of a flow, if there is one.</summary>
        public bool TryTake(int flow, long number, bool mayBeFree)
        {
            var place = Find(FirstStepOf(flow, number));
            if (place == left.Length || (place == steps.Count && !mayBeFree) || left[place] == 0)
                return false;
            left[place]--;
            Left--;
            if (place < steps.Count)
            {
                LeftOfForced--;
                if (left[place] == 0)
                    nextWithPlaces[place] = place + 1;
            }

            return true;
        }

        /// <summary>The first step by whose time the task is due; the free places when there is none.</summary>
        private int FirstStepOf(int flow, long number)
        {
            var (low, high) = (0, steps.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (polytope.Required(flow, steps[middle].Time) >= number)
                    high = middle;
                else
                    low = middle + 1;
            }

            return low;
        }

        private int Find(int place)
        {
            while (nextWithPlaces[place] != place)
                place = nextWithPlaces[place] = nextWithPlaces[nextWithPlaces[place]];
            return place;
        }
    }
}
