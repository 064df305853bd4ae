namespace NotebookKernel.Evaluation;

/// <summary>One run of a cell that can be interrupted from another thread.</summary>
internal sealed class CellExecution
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Courtesy = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Refusal = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource interruption = new();
    private readonly CancellationTokenSource abortion = new();
    private readonly InterruptibleScheduler scheduler;
    private readonly ManualResetEventSlim stopped = new();
    private volatile bool refuses;

    public CellExecution() => scheduler = new InterruptibleScheduler(abortion.Token);

    public CancellationToken Interrupted => interruption.Token;

    /// <summary>A place where an interrupted cell that has not ended by itself stops without being aborted: aborting it amid formatting can crash the process.</summary>
    /// <exception cref="OperationCanceledException">The cell may show nothing more.</exception>
    public void ThrowIfRefused()
    {
        if (refuses)
            throw new OperationCanceledException(interruption.Token);
    }

    /// <summary>Runs C# of the cell to its end, or throws <see cref="OperationCanceledException"/> once every thread of it has stopped.</summary>
    public void Run(Func<Task> code)
    {
        var task = Task.Factory.StartNew(code, CancellationToken.None, TaskCreationOptions.LongRunning, scheduler).Unwrap();
        // Code that ends by itself when interrupted keeps what it has computed.
        if (!Wait(task))
            throw new OperationCanceledException(interruption.Token);
        task.GetAwaiter().GetResult();
    }

    /// <summary>Waits for the end, however it ends; false when the cell was interrupted and goes on where no thread of it can be stopped.</summary>
    public bool Wait(Task task)
    {
        try
        {
            Task.WaitAny([task], interruption.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            stopped.Wait();
            return Task.WaitAny([task], LastWord) == 0;
        }
    }

    /// <summary>
    /// Stops the running code: first by its token and by waking it, then by refusing what it shows, then, as a loop heeds none of them,
    /// by aborting its threads. Native code stops when it returns.
    /// </summary>
    public void Interrupt()
    {
        interruption.Cancel();
        new Thread(Stop) { IsBackground = true, Name = "interrupt" }.Start();
    }

    private void Stop()
    {
        WakeUntilIdle(Courtesy);
        refuses = true;
        WakeUntilIdle(Refusal);
        // Cancelling waits for each abort, so the sleeps are woken from here meanwhile.
        _ = Task.Run(abortion.Cancel);
        WakeUntilIdle(Timeout.InfiniteTimeSpan);
        stopped.Set();
    }

    private void WakeUntilIdle(TimeSpan limit)
    {
        for (var waited = TimeSpan.Zero; !scheduler.IsIdle && (limit < TimeSpan.Zero || waited < limit); waited += Between)
        {
            scheduler.WakeAll();
            Thread.Sleep(Between);
        }
    }
}
