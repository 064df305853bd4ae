namespace Ggsm;

/// <summary>Works on several items at once and hands the results on in the items' order, holding few of them at a time.</summary>
internal static class OrderedParallel
{
    /// <summary>Results one by one; an error of an item is thrown when its turn comes, after the results before it.</summary>
    /// <param name="items">Asked for as room becomes free, by one thread.</param>
    /// <param name="work">Called by several threads at once.</param>
    /// <param name="cancellation">Stops between items.</param>
    public static IEnumerable<TResult> Select<TItem, TResult>(
        IEnumerable<TItem> items, Func<TItem, TResult> work, CancellationToken cancellation = default)
    {
        var most = 2 * Environment.ProcessorCount;
        var running = new Queue<Task<TResult>>(most);
        try
        {
            foreach (var item in items)
            {
                cancellation.ThrowIfCancellationRequested();
                if (running.Count == most)
                    yield return running.Dequeue().GetAwaiter().GetResult();
                running.Enqueue(Task.Run(() => work(item), CancellationToken.None));
            }

            while (running.TryDequeue(out var next))
            {
                cancellation.ThrowIfCancellationRequested();
                yield return next.GetAwaiter().GetResult();
            }
        }
        finally
        {
            foreach (var left in running)
                left.ContinueWith(static t => t.Exception, TaskScheduler.Default).Wait(CancellationToken.None);
        }
    }
}
