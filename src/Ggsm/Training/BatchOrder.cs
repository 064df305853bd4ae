namespace Ggsm.Training;

/// <summary>
/// Which pairs each micro-batch holds: every epoch is a permutation drawn from the seed and the epoch's number, cut into
/// batches, the remainder left out. Pairs of one user are kept out of one another's batch as far as that is possible:
/// there, each would be the other's false negative. The order is a function of seed and position alone, so a resumed run
/// continues it without replay.
/// </summary>
public sealed class BatchOrder
{
    private readonly IReadOnlyList<int> users;
    private readonly int batchSize;
    private readonly long seed;
    private int[][] batches = [];
    private long batchesEpoch = -1;

    /// <param name="users">For each pair of the training part, a number for the user it is about.</param>
    /// <param name="batchSize">Pairs in a micro-batch; at most the number of pairs.</param>
    /// <param name="seed">The run's seed.</param>
    public BatchOrder(IReadOnlyList<int> users, int batchSize, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(users.Count, batchSize);
        this.users = users;
        this.batchSize = batchSize;
        this.seed = seed;
    }

    /// <summary>Micro-batches in an epoch.</summary>
    public int BatchesPerEpoch => users.Count / batchSize;

    /// <summary>The pairs of micro-batch <paramref name="position"/>, counted from 0 over all epochs.</summary>
    public int[] Batch(long position)
    {
        var epoch = position / BatchesPerEpoch;
        if (epoch != batchesEpoch)
        {
            batches = Divide(epoch);
            batchesEpoch = epoch;
        }

        return batches[position % BatchesPerEpoch];
    }

    private int[][] Divide(long epoch)
    {
        var permutation = Enumerable.Range(0, users.Count).ToArray();
        new Random(SeedOf(epoch)).Shuffle(permutation);
        List<int> waiting = [.. permutation];
        var divided = new int[BatchesPerEpoch][];
        for (var i = 0; i < divided.Length; i++)
        {
            var seen = new HashSet<int>();
            var batch = new HashSet<int>(waiting.Where(pair => seen.Count < batchSize && seen.Add(users[pair])));
            batch.UnionWith(waiting.Where(pair => !batch.Contains(pair)).Take(batchSize - batch.Count).ToArray());
            divided[i] = [.. waiting.Where(batch.Contains)];
            waiting.RemoveAll(batch.Contains);
        }

        return divided;
    }

    // System.HashCode is seeded per process; the order has to be the same in every process.
    private int SeedOf(long epoch)
    {
        var mixed = unchecked(((ulong)seed * 0x9E3779B97F4A7C15UL) ^ (((ulong)epoch + 1) * 0xC2B2AE3D27D4EB4FUL));
        return (int)((mixed ^ (mixed >> 32)) & 0x7FFFFFFF);
    }
}
