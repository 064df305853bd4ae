namespace NotebookKernel.Front;

/// <summary>Calls back when the client that started the kernel is gone, so that no kernel stays behind it.</summary>
internal sealed class ParentWatch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly Timer? timer;

    public ParentWatch(Action gone)
    {
        // Jupyter sets this for kernels that shall not outlive it.
        if (Environment.GetEnvironmentVariable("JPY_PARENT_PID") is null)
            return;
        var parent = Native.ParentProcess();
        timer = new Timer(_ =>
        {
            if (Native.ParentProcess() != parent)
                gone();
        });
        timer.Change(Period, Period);
    }

    public void Dispose() => timer?.Dispose();
}
