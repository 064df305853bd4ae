using System.Runtime.ExceptionServices;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;

namespace NotebookKernel.Evaluation;

/// <summary>The handling of one submission: run at most once, and waited for to its end.</summary>
internal sealed class Submission(Action<KernelInvocationContext, SubmitCode> body)
{
    private readonly Lock gate = new();
    private readonly ManualResetEventSlim ended = new();
    private bool begun;
    private bool dropped;
    private ExceptionDispatchInfo? failure;

    /// <summary>Runs it, and gives the exception it ended with, if any.</summary>
    public Exception? Run(KernelInvocationContext context, SubmitCode command)
    {
        lock (gate)
        {
            if (dropped)
                return null;
            begun = true;
        }
        try
        {
            body(context, command);
        }
        catch (Exception exception)
        {
            failure = ExceptionDispatchInfo.Capture(exception);
        }
        finally
        {
            ended.Set();
        }
        return failure?.SourceException;
    }

    /// <summary>Waits for the end and throws what it ended with. What has not begun never will: then this is false at once.</summary>
    public bool WaitUnlessUnbegun()
    {
        lock (gate)
        {
            dropped = !begun;
            if (dropped)
                return false;
        }
        ended.Wait();
        failure?.Throw();
        return true;
    }
}
