namespace NotebookKernel.Evaluation;

/// <summary>One run of a cell that can be interrupted from another thread.</summary>
internal sealed class CellExecution
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Courtesy = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Refusal = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(300);

    // Flows to the threads and tasks that the cell starts: what an earlier one has left running is not concerned.
    private static readonly AsyncLocal<CellExecution?> Owner = new();
    private static CellExecution? current;

    private readonly CancellationTokenSource interruption = new();
    private readonly CancellationTokenSource abortion = new();
    private readonly InterruptibleScheduler scheduler;
    private readonly ManualResetEventSlim stopped = new();
    private volatile bool refuses;

    /// <summary>The cell that runs.</summary>
    public static CellExecution? Current
    {
        get => Volatile.Read(ref current);
        set => Volatile.Write(ref current, value);
    }

    public CellExecution() => scheduler = new InterruptibleScheduler(abortion.Token);

    public CancellationToken Interrupted => interruption.Token;

    /// <summary>Where an interrupted cell that has not ended by itself stops: in each round of its loops, and where it shows something.</summary>
    /// <exception cref="OperationCanceledException">The cell may go no further.</exception>
    public void ThrowIfRefused()
    {
        if (refuses && Owner.Value == this)
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
    /// Stops the running code: first by its token and by waking it, then by refusing that it goes on, and last, as a long call of a library
    /// heeds none of them, by aborting its threads, which can end the process. Native code stops when it returns.
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
