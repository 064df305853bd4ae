using System.Text.Json.Nodes;
using NotebookKernel.Protocol;

namespace NotebookKernel.Front;

/// <summary>Keeps an evaluator process running: starts another when one crashes or cannot be interrupted, and says so.</summary>
internal sealed class Evaluator(Action<string, JsonObject> told) : IDisposable
{
    private const string AllGone = "A new one was started: all variables are gone, run the cells above again.";

    /// <summary>How long an interrupted cell may take to stop before its process is replaced.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private EvaluatorProcess process = EvaluatorProcess.Start(told);
    private bool executing;
    private bool disposed;
    private int cellsStarted;
    private EvaluatorProcess? stuck;

    /// <summary>Runs a cell. The answer holds a status, and for an error ename, evalue and traceback.</summary>
    public async Task<JsonObject> Execute(JsonObject request)
    {
        var running = Running();
        lock (gate)
        {
            executing = true;
            cellsStarted++;
        }
        var answer = await running.Ask("execute_request", request);
        lock (gate)
            executing = false;
        return answer ?? await Replace(running);
    }

    /// <summary>Asks about code without running it; null when the evaluator could not answer.</summary>
    public Task<JsonObject?> Ask(string type, JsonObject request) => Running().Ask(type, request);

    public void ReplyToInput(JsonObject reply)
    {
        lock (gate)
            process.Tell("input_reply", reply);
    }

    /// <summary>Interrupts the running cell, if there is one.</summary>
    public void Interrupt()
    {
        lock (gate)
        {
            if (!executing)
                return;
            var (interrupted, cell) = (process, cellsStarted);
            interrupted.Interrupt();
            _ = Task.Delay(Grace).ContinueWith(_ => KillIfStillRunning(interrupted, cell), TaskScheduler.Default);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            process.Dispose();
        }
    }

    private EvaluatorProcess Running()
    {
        lock (gate)
        {
            if (process.HasEnded && !disposed)
            {
                told("stream", Line.Stream("stderr", $"{Ending(process.Ended.Result)} between two cells. {AllGone}\n"));
                StartAnother();
            }
            return process;
        }
    }

    private void KillIfStillRunning(EvaluatorProcess interrupted, int cell)
    {
        lock (gate)
        {
            if (!executing || cellsStarted != cell || process != interrupted)
                return;
            stuck = interrupted;
            interrupted.Kill();
        }
    }

    private async Task<JsonObject> Replace(EvaluatorProcess ended)
    {
        var exitCode = await ended.Ended;
        lock (gate)
        {
            if (!disposed)
                StartAnother();
            var (name, message) = stuck == ended
                ? ("Interrupted", $"The cell did not stop within {Grace.TotalSeconds:0} s: it is inside a native call. Its process was ended. {AllGone}")
                : ("EvaluatorEnded", $"{Ending(exitCode)} while it ran this cell. {AllGone}");
            return Line.Error(name, message, $"{name}: {message}");
        }
    }

    private void StartAnother()
    {
        process.Dispose();
        process = EvaluatorProcess.Start(told);
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
