namespace NotebookKernel.Evaluation;

/// <summary>One run of code that can be interrupted from another thread.</summary>
internal sealed class CellExecution : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource interruption = new();
    private readonly InterruptibleScheduler scheduler;
    private readonly ManualResetEventSlim stopped = new();

    public CellExecution() => scheduler = new InterruptibleScheduler(interruption.Token);

    public CancellationToken Interrupted => interruption.Token;

    /// <summary>Runs <paramref name="code"/> to its end, or throws <see cref="OperationCanceledException"/> once every thread of it has stopped.</summary>
    public T Run<T>(Func<Task<T>> code)
    {
        var task = Task.Factory.StartNew(code, CancellationToken.None, TaskCreationOptions.LongRunning, scheduler).Unwrap();
        try
        {
            task.Wait(interruption.Token);
        }
        catch (AggregateException)
        {
            // Rethrown below as what it is.
        }
        catch (OperationCanceledException) when (interruption.IsCancellationRequested)
        {
            stopped.Wait();
            // Code that ends by itself when interrupted keeps what it has computed.
            if (!Finished(task))
                throw;
        }
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Stops the running code. Native code stops when it returns.</summary>
    public void Interrupt()
    {
        // Cancelling waits for each abort, so the sleeps are woken from here meanwhile.
        var aborting = Task.Run(interruption.Cancel);
        new Thread(() =>
        {
            aborting.Wait(Between);
            while (!scheduler.IsIdle)
            {
                scheduler.WakeAll();
                Thread.Sleep(Between);
            }
            stopped.Set();
        })
        { IsBackground = true, Name = "interrupt" }.Start();
    }

    public void Dispose()
    {
        stopped.Dispose();
    }

    private static bool Finished(Task task)
    {
        try
        {
            return task.Wait(LastWord);
        }
        catch (AggregateException)
        {
            return true;
        }
    }
}
