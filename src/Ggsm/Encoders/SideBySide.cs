using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Encoders;

/// <summary>Two computations at a time, each on half of libtorch's threads.</summary>
public static class SideBySide
{
    /// <summary>Runs <paramref name="first"/> on this thread and <paramref name="second"/> beside it; the tensors of both belong to the caller's dispose scope.</summary>
    public static (T First, T Second) Run<T>(Func<T> first, Func<T> second)
    {
        var threads = get_num_threads();
        var beside = Task.Run(() => OnShare(() => InOwnScope(second)));
        T own;
        try
        {
            own = OnShare(first);
        }
        catch
        {
            // What it reads is the caller's, who is about to dispose it.
            beside.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
            throw;
        }

        var (other, made) = beside.GetAwaiter().GetResult();
        using var scope = NewDisposeScope();
        scope.Attach(made);
        scope.MoveToOuter(made);
        return (own, other);

        TResult OnShare<TResult>(Func<TResult> run)
        {
            set_num_threads(Math.Max(1, threads / 2));
            try
            {
                return run();
            }
            finally
            {
                set_num_threads(threads);
            }
        }
    }

    /// <summary>Scopes belong to a thread: what was made on this one is let go of, to be taken up on the other.</summary>
    private static (T Result, IReadOnlyList<IDisposable> Made) InOwnScope<T>(Func<T> run)
    {
        using var scope = NewDisposeScope();
        var result = run();
        var made = scope.DisposablesView;
        scope.Detach(made);
        return (result, made);
    }
}
