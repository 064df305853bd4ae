namespace Ggsm.Training;

/// <summary>
/// Which pairs each micro-batch holds: every epoch is a permutation drawn from the seed and the epoch's number,
/// cut into batches, the remainder left out. The order is a function of seed and position alone, so a resumed run
/// continues it without replay.
/// </summary>
public sealed class BatchOrder
{
    private readonly int count;
    private readonly int batchSize;
    private readonly long seed;
    private int[] permutation = [];
    private long permutationEpoch = -1;

    /// <param name="count">Pairs in the training part.</param>
    /// <param name="batchSize">Pairs in a micro-batch; at most <paramref name="count"/>.</param>
    /// <param name="seed">The run's seed.</param>
    public BatchOrder(int count, int batchSize, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, batchSize);
        this.count = count;
        this.batchSize = batchSize;
        this.seed = seed;
    }

    /// <summary>Micro-batches in an epoch.</summary>
    public int BatchesPerEpoch => count / batchSize;

    /// <summary>The pairs of micro-batch <paramref name="position"/>, counted from 0 over all epochs.</summary>
    public int[] Batch(long position)
    {
        var epoch = position / BatchesPerEpoch;
        if (epoch != permutationEpoch)
        {
            permutation = Enumerable.Range(0, count).ToArray();
            new Random(HashCodeOf(seed, epoch)).Shuffle(permutation);
            permutationEpoch = epoch;
        }

        var start = (int)(position % BatchesPerEpoch) * batchSize;
        return permutation[start..(start + batchSize)];
    }

    // System.HashCode is seeded per process; the order has to be the same in every process.
    private static int HashCodeOf(long seed, long epoch)
    {
        var mixed = unchecked(((ulong)seed * 0x9E3779B97F4A7C15UL) ^ (((ulong)epoch + 1) * 0xC2B2AE3D27D4EB4FUL));
        return (int)((mixed ^ (mixed >> 32)) & 0x7FFFFFFF);
    }
}
