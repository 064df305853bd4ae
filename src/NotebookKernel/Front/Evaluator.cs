using System.Text.Json.Nodes;
using NotebookKernel.Protocol;

namespace NotebookKernel.Front;

/// <summary>Keeps an evaluator process running: starts another when one crashes or cannot be interrupted, and says so.</summary>
internal sealed class Evaluator(Action<string, JsonObject> told) : IDisposable
{
    private const string AllGone = "A new one was started: all variables are gone, run the cells above again.";

    private readonly Lock gate = new();
    private volatile EvaluatorProcess process = EvaluatorProcess.Start(told);
    private bool disposed;

    /// <summary>Runs a cell. The answer holds a status, and for an error ename, evalue and traceback.</summary>
    public async Task<JsonObject> Execute(JsonObject request)
    {
        var running = Running();
        if (await running.Ask("execute_request", request) is { } answer)
            return answer;
        var exitCode = await running.Ended;
        StartAnother();
        // An abort, the last way of stopping a cell, can crash the process when it meets a library's code.
        var (name, message) = running.WasInterrupted
            ? ("Interrupted", $"The cell could be stopped only with its process: it was inside a native call or a long call of a library. {AllGone}")
            : ("EvaluatorEnded", $"{Ending(exitCode)} while it ran this cell. {AllGone}");
        return Line.Error(name, message, $"{name}: {message}");
    }

    /// <summary>Asks about code without running it; null when the evaluator could not answer.</summary>
    public Task<JsonObject?> Ask(string type, JsonObject request) => Running().Ask(type, request);

    public void ReplyToInput(JsonObject reply) => process.Tell("input_reply", reply);

    /// <summary>Interrupts the running cell, if there is one.</summary>
    public void Interrupt() => process.Interrupt();

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            process.Kill();
        }
    }

    private EvaluatorProcess Running()
    {
        if (process.HasEnded)
        {
            told("stream", Line.Stream("stderr", $"{Ending(process.Ended.Result)} between two cells. {AllGone}\n"));
            StartAnother();
        }
        return process;
    }

    private void StartAnother()
    {
        lock (gate)
        {
            if (!disposed)
                process = EvaluatorProcess.Start(told);
        }
    }

    private static string Ending(int exitCode) => "The process that runs the cells ended " + exitCode switch
    {
        134 => "by signal 6 (abort)",
        137 => "by signal 9 (killed; often the machine ran out of memory)",
        139 => "by signal 11 (segmentation fault)",
        > 128 => $"by signal {exitCode - 128}",
        _ => $"with exit code {exitCode}",
    };
}
