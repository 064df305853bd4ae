namespace Ggsm.Synthesis.QueryAnswer.LanguageModel;

/// <summary>Spreads the beginnings of requests evenly over time.</summary>
internal sealed class RequestPacer(double? requestsPerMinute, Func<TimeSpan, CancellationToken, Task> wait)
{
    private readonly Lock gate = new();
    private DateTimeOffset next = DateTimeOffset.MinValue;

    public Task TurnAsync(CancellationToken cancellation)
    {
        if (requestsPerMinute is not { } rate)
            return Task.CompletedTask;
        TimeSpan delay;
        lock (gate)
        {
            var now = DateTimeOffset.UtcNow;
            var turn = next > now ? next : now;
            next = turn + TimeSpan.FromMinutes(1 / rate);
            delay = turn - now;
        }

        return delay > TimeSpan.Zero ? wait(delay, cancellation) : Task.CompletedTask;
    }
}
