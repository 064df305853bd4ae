namespace Ggsm.Batches;

/// <summary>
/// Which pairs each micro-batch holds: every epoch is a permutation drawn from the seed and the epoch's number, cut into
/// batches, the remainder left out. Pairs of one user are kept out of one another's batch as far as that is possible:
/// there, each would be the other's false negative. With length buckets, pairs of similar length share a batch, so that
/// less of it is padding: the permutation is cut into windows of some batches, each window is sorted by length before it is
/// cut into batches, and the batches of the epoch are shuffled. With a mix of streams every batch has its number of pairs
/// of each, and the epoch ends with the stream that is used up first. The order is a function of seed and position alone, so
/// a resumed run continues it without replay.
/// </summary>
public sealed class BatchSampler
{
    private readonly IReadOnlyList<int> users;
    private readonly int batchSize;
    private readonly long seed;
    private readonly Func<int, int>? length;
    private readonly int window;
    private readonly DataMixture? mix;
    private int[] permutation = [];
    private int[] places = [];
    private int[][]?[] windows = [];
    private long dividedEpoch = -1;

    /// <param name="users">For each pair of the training part, a number for the user it is about.</param>
    /// <param name="batchSize">Pairs in a micro-batch; at most the number of pairs.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="bucketBatches">Batches of a window that is sorted by length; 0 or 1 sorts nothing.</param>
    /// <param name="length">The length a pair is sorted by, asked for when a batch of its window is; needed when windows are sorted.</param>
    /// <param name="mix">The streams' parts of a micro-batch; null draws pairs as they come.</param>
    public BatchSampler(
        IReadOnlyList<int> users, int batchSize, long seed, int bucketBatches = 0, Func<int, int>? length = null, DataMixture? mix = null)
    {
        if (bucketBatches > 1)
            ArgumentNullException.ThrowIfNull(length);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(users.Count, batchSize);
        this.users = users;
        this.batchSize = batchSize;
        this.seed = seed;
        this.length = bucketBatches > 1 ? length : null;
        this.mix = mix;
        BatchesPerEpoch = mix is null
            ? users.Count / batchSize
            : mix.Quotas.Select((quota, stream) => mix.Streams.Count(s => s == stream) / quota).Min();
        window = this.length is null ? BatchesPerEpoch : bucketBatches;
    }

    /// <summary>Micro-batches in an epoch.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>The pairs of micro-batch <paramref name="position"/>, counted from 0 over all epochs.</summary>
    public int[] Batch(long position)
    {
        var epoch = position / BatchesPerEpoch;
        if (epoch != dividedEpoch)
        {
            Divide(epoch);
            dividedEpoch = epoch;
        }

        var place = places[position % BatchesPerEpoch];
        return (windows[place / window] ??= Sort(place / window))[place % window];
    }

    private void Divide(long epoch)
    {
        permutation = Enumerable.Range(0, users.Count).ToArray();
        var random = new Random(SeedOf(epoch));
        random.Shuffle(permutation);
        if (mix is not null)
            permutation = Interleave(permutation, mix);
        places = Enumerable.Range(0, BatchesPerEpoch).ToArray();
        windows = length is null ? [[.. Cut(permutation, BatchesPerEpoch)]] : new int[][]?[(BatchesPerEpoch + window - 1) / window];
        if (length is not null)
            random.Shuffle(places);
    }

    /// <summary>A window's batches. The remainder of an epoch is in none: sorted with the others, it would always be the longest pairs.</summary>
    private int[][] Sort(int number)
    {
        var first = number * window;
        var count = Math.Min(window, BatchesPerEpoch - first);
        var pairs = permutation.AsSpan(first * batchSize, count * batchSize).ToArray();
        return [.. Cut([.. pairs.OrderBy(length!)], count)];
    }

    /// <summary>The first pairs of each stream, as many as the epoch has places for, so that every window of batches holds their parts.</summary>
    private int[] Interleave(int[] permutation, DataMixture streams)
    {
        int[][] chosen = [.. streams.Quotas.Select((quota, stream) =>
            permutation.Where(pair => streams.Streams[pair] == stream).Take(quota * BatchesPerEpoch).ToArray())];
        return [.. Enumerable.Range(0, BatchesPerEpoch).SelectMany(batch =>
            streams.Quotas.SelectMany((quota, stream) => chosen[stream].AsSpan(batch * quota, quota).ToArray()))];
    }

    private IEnumerable<int[]> Cut(IReadOnlyList<int> waiting, int count)
    {
        var cutter = new NoDuplicatesBatches([.. waiting.Select(pair => users[pair])], [.. waiting.Select(pair => mix?.Streams[pair] ?? 0)], mix?.Quotas ?? [batchSize]);
        for (var i = 0; i < count; i++)
            yield return [.. cutter.Next().Select(place => waiting[place])];
    }

    // System.HashCode is seeded per process; the order has to be the same in every process.
    private int SeedOf(long epoch)
    {
        var mixed = unchecked(((ulong)seed * 0x9E3779B97F4A7C15UL) ^ (((ulong)epoch + 1) * 0xC2B2AE3D27D4EB4FUL));
        return (int)((mixed ^ (mixed >> 32)) & 0x7FFFFFFF);
    }
}
