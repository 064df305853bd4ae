using System.Runtime.InteropServices;

namespace Ggsm.Batches;

/// <summary>
/// Cuts a queue of pairs into batches. Each batch takes, of every stream, the first waiting pairs of as many different users as
/// it has places for; when the users do not suffice, the first pairs that are left. Pairs wait in one line for each user and
/// stream, and the lines by their first pair in a heap, so that a queue of n pairs is cut in time n log n whoever they belong to.
/// </summary>
internal sealed class NoDuplicatesBatches
{
    private readonly IReadOnlyList<int> users;
    private readonly IReadOnlyList<int> streams;
    private readonly IReadOnlyList<int> quotas;
    private readonly int[] behind;
    private readonly PriorityQueue<int, int>[] heads;

    /// <param name="users">For each place of the queue the user of its pair.</param>
    /// <param name="streams">For each place the number of its stream.</param>
    /// <param name="quotas">Pairs of each stream in a batch.</param>
    public NoDuplicatesBatches(IReadOnlyList<int> users, IReadOnlyList<int> streams, IReadOnlyList<int> quotas)
    {
        this.users = users;
        this.streams = streams;
        this.quotas = quotas;
        behind = new int[users.Count];
        heads = [.. quotas.Select(_ => new PriorityQueue<int, int>())];
        var first = new Dictionary<(int User, int Stream), int>();
        for (var place = users.Count - 1; place >= 0; place--)
        {
            ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(first, (users[place], streams[place]), out var known);
            behind[place] = known ? head : -1;
            head = place;
        }

        foreach (var ((_, stream), place) in first)
            heads[stream].Enqueue(place, place);
    }

    /// <summary>The places of the next batch in the order of the queue; fewer than the quotas when it runs out.</summary>
    public int[] Next()
    {
        int[] open = [.. quotas];
        var batch = new List<int>();
        var seen = new HashSet<int>();
        var passed = new List<int>();
        while (TakeFirst(open) is { } place)
        {
            if (!seen.Add(users[place]))
            {
                passed.Add(place);
                continue;
            }

            batch.Add(place);
            open[streams[place]]--;
            if (behind[place] >= 0)
                passed.Add(behind[place]);
        }

        Return(passed);
        while (TakeFirst(open) is { } place)
        {
            batch.Add(place);
            open[streams[place]]--;
            if (behind[place] >= 0)
                Return([behind[place]]);
        }

        batch.Sort();
        return [.. batch];
    }

    /// <summary>Takes the line whose first pair came first, among the streams that have a place open.</summary>
    private int? TakeFirst(int[] open)
    {
        var from = -1;
        var first = int.MaxValue;
        for (var stream = 0; stream < heads.Length; stream++)
        {
            if (open[stream] > 0 && heads[stream].TryPeek(out var place, out _) && place < first)
                (from, first) = (stream, place);
        }

        return from < 0 ? null : heads[from].Dequeue();
    }

    private void Return(IEnumerable<int> places)
    {
        foreach (var place in places)
            heads[streams[place]].Enqueue(place, place);
    }
}
