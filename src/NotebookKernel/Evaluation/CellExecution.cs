namespace NotebookKernel.Evaluation;

/// <summary>One run of a cell that can be interrupted from another thread.</summary>
internal sealed class CellExecution
{
    /// <summary>The cell that runs.</summary>
    public static volatile CellExecution? Current;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Courtesy = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongerCourtesy = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan Refusal = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(300);

    // Flows to the threads and tasks that the cell starts: what an earlier one has left running is not concerned.
    private static readonly AsyncLocal<CellExecution?> Owner = new();

    private readonly CancellationTokenSource interruption = new();
    private readonly CancellationTokenSource abortion = new();
    private readonly InterruptibleScheduler scheduler;
    private readonly ManualResetEventSlim stopped = new();
    private volatile bool stopsLoops;
    private volatile bool stopsShowing;

    public CellExecution() => scheduler = new InterruptibleScheduler(abortion.Token);

    public CancellationToken Interrupted => interruption.Token;

    /// <summary>Called in each round of the cell's loops.</summary>
    /// <exception cref="OperationCanceledException">The cell was interrupted and has not ended by itself.</exception>
    public void BeforeRound()
    {
        if (stopsLoops && Owner.Value == this)
            throw new OperationCanceledException(interruption.Token);
    }

    /// <summary>Called before the cell shows something, also in the midst of a library that ends a training run in good order when it is interrupted.</summary>
    /// <inheritdoc cref="BeforeRound" path="exception"/>
    public void BeforeShowing()
    {
        if (stopsShowing && Owner.Value == this)
            throw new OperationCanceledException(interruption.Token);
    }

    /// <summary>Runs C# of the cell to its end, or throws <see cref="OperationCanceledException"/> once every thread of it has stopped.</summary>
    public void Run(Func<Task> code)
    {
        Owner.Value = this;
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
    /// Stops the running code: first by its token and by waking it, then in its loops, then where it shows something, and last, as a long
    /// call of a library heeds none of them, by aborting its threads, which can end the process. Native code stops when it returns.
    /// </summary>
    public void Interrupt()
    {
        interruption.Cancel();
        new Thread(Stop) { IsBackground = true, Name = "interrupt" }.Start();
    }

    private void Stop()
    {
        WakeUntilIdle(Courtesy);
        stopsLoops = true;
        WakeUntilIdle(LongerCourtesy);
        stopsShowing = true;
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
