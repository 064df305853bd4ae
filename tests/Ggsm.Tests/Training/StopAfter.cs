using Ggsm.Training;

namespace Ggsm.Tests.Training;

/// <summary>Presses Ctrl-C, as it were, once a number of updates is done.</summary>
internal sealed class StopAfter(long updates) : IProgress<TrainingProgress>, IDisposable
{
    private readonly CancellationTokenSource source = new();

    public CancellationToken Token => source.Token;

    public void Report(TrainingProgress value)
    {
        if (value.StepsDone == updates)
            source.Cancel();
    }

    public void Dispose() => source.Dispose();
}
