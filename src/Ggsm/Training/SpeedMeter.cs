using System.Diagnostics;

namespace Ggsm.Training;

/// <summary>Counts real tokens against time.</summary>
internal sealed class SpeedMeter
{
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private TimeSpan last;
    private TimeSpan training;
    private long tokens;

    public TimeSpan Elapsed => watch.Elapsed;

    /// <summary>Tokens per second over all updates; 0 before the first.</summary>
    public double Overall => training > TimeSpan.Zero ? tokens / training.TotalSeconds : 0;

    public void Begin() => last = watch.Elapsed;

    /// <summary>Ends an update and returns its tokens per second.</summary>
    public double End(long updateTokens)
    {
        var taken = watch.Elapsed - last;
        tokens += updateTokens;
        training += taken;
        return updateTokens / Math.Max(taken.TotalSeconds, 1e-9);
    }
}
