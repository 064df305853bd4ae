using System.Runtime;

namespace NotebookKernel.Evaluation;

/// <summary>
/// Runs a cell's code, and what continues it after an await, so that it can be stopped wherever it is: a sleep or a wait is woken,
/// what runs is aborted. One scheduler serves one cell.
/// </summary>
internal sealed class InterruptibleScheduler(CancellationToken interrupted) : TaskScheduler
{
    [ThreadStatic]
    private static bool insideRun;

    private readonly Lock gate = new();
    private readonly List<Thread> running = [];

    /// <summary>True when no thread is in the cell's code.</summary>
    public bool IsIdle
    {
        get
        {
            lock (gate)
                return running.Count == 0;
        }
    }

    /// <summary>
    /// Wakes every thread of the cell that sleeps or waits. A thread that runs is left alone: the interruption would stay with it and
    /// could strike inside the runtime, which ends the process.
    /// </summary>
    public void WakeAll()
    {
        lock (gate)
        {
            foreach (var thread in running.Where(thread => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin)))
                thread.Interrupt();
        }
    }

    protected override void QueueTask(Task task)
    {
        if (task.CreationOptions.HasFlag(TaskCreationOptions.LongRunning))
            new Thread(() => Run(task)) { IsBackground = true, Name = "cell" }.Start();
        else
            ThreadPool.UnsafeQueueUserWorkItem(_ => Run(task), null);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued)
    {
        if (taskWasPreviouslyQueued)
            return false;
        if (insideRun)
            return TryExecuteTask(task);
        Run(task);
        return true;
    }

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private void Run(Task task)
    {
        lock (gate)
            running.Add(Thread.CurrentThread);
        insideRun = true;
        try
        {
            ControlledExecution.Run(() => TryExecuteTask(task), interrupted);
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or ThreadInterruptedException)
        {
            // The cell's outcome says that it was interrupted.
        }
        finally
        {
            insideRun = false;
            Leave();
        }
    }

    private void Leave()
    {
        for (var left = false; !left;)
        {
            try
            {
                lock (gate)
                    running.Remove(Thread.CurrentThread);
                // Takes an interrupt that came too late, so that it does not hit the next user of this thread.
                Thread.Sleep(0);
                left = true;
            }
            catch (ThreadInterruptedException)
            {
                // Also while it waited for the gate.
            }
        }
    }
}
