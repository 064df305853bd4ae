using Ggsm.Users;

namespace Ggsm.Batches;

/// <summary>
/// The pairs of each micro-batch, read one ahead: while a batch trains, another thread reads, or makes, and tokenizes the next. What a
/// batch holds depends on its position alone, so that nothing is lost where the one that was read is not the one asked for.
/// </summary>
/// <param name="order">Which pairs a micro-batch holds.</param>
/// <param name="pairs">The pairs.</param>
public sealed class BatchReader(BatchSampler order, IReadOnlyList<TokenPair> pairs)
{
    private (long Position, Task<(int[] Numbers, TokenPair[] Pairs)> Read)? ahead;

    /// <summary>The pairs of micro-batch <paramref name="position"/>, with their numbers; the next is begun.</summary>
    public (int[] Numbers, TokenPair[] Pairs) Take(long position)
    {
        Settle(except: position);
        var batch = ahead is { } begun ? begun.Read.GetAwaiter().GetResult() : Read(position);
        ahead = (position + 1, Task.Run(() => Read(position + 1)));
        return batch;
    }

    /// <summary>Waits for what is being read, whatever comes of it, unless it is of a position.</summary>
    public void Settle(long? except = null)
    {
        if (ahead is not { } begun || begun.Position == except)
            return;
        begun.Read.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        ahead = null;
    }

    private (int[] Numbers, TokenPair[] Pairs) Read(long position)
    {
        var numbers = order.Batch(position);
        return (numbers, Array.ConvertAll(numbers, number => pairs[number]));
    }
}
