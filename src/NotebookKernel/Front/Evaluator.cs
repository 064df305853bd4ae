using System.Text.Json.Nodes;
using NotebookKernel.Protocol;

namespace NotebookKernel.Front;

/// <summary>Keeps an evaluator process running: starts another when one crashes or cannot be interrupted, and says so.</summary>
internal sealed class Evaluator : IDisposable
{
    /// <summary>How long an interrupted cell may take to stop before its process is replaced.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Action<JsonObject> told;
    private readonly Lock gate = new();
    private EvaluatorProcess process;
    private bool executing;
    private bool disposed;
    private int cellsStarted;
    private EvaluatorProcess? stuck;

    public Evaluator(Action<JsonObject> told)
    {
        this.told = told;
        process = EvaluatorProcess.Start(told);
    }

    /// <summary>Runs a cell. The answer holds a status, and for an error ename, evalue and traceback.</summary>
    public async Task<JsonObject> Execute(string code, string cell, bool allowInput)
    {
        var running = Running();
        lock (gate)
        {
            executing = true;
            cellsStarted++;
        }
        var answer = await running.Ask(Words.Execute, new JsonObject
        {
            [Words.Code] = code,
            [Words.Cell] = cell,
            [Words.AllowInput] = allowInput,
        });
        lock (gate)
            executing = false;
        return answer ?? await Replace(running);
    }

    /// <summary>Asks about code without running it; null when the evaluator could not answer.</summary>
    public Task<JsonObject?> Ask(string type, JsonObject request) => Running().Ask(type, request);

    public void ReplyToInput(string value) => Current().Tell(new JsonObject { [Words.Type] = Words.InputReply, [Words.Text] = value });

    /// <summary>Interrupts the running cell, if there is one.</summary>
    public void Interrupt()
    {
        EvaluatorProcess interrupted;
        int cellNumber;
        lock (gate)
        {
            if (!executing)
                return;
            (interrupted, cellNumber) = (process, cellsStarted);
        }
        interrupted.Interrupt();
        _ = Task.Delay(Grace).ContinueWith(_ => KillIfStillRunning(interrupted, cellNumber), TaskScheduler.Default);
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            process.Dispose();
        }
    }

    private EvaluatorProcess Current()
    {
        lock (gate)
            return process;
    }

    private EvaluatorProcess Running()
    {
        lock (gate)
        {
            if (process.HasEnded && !disposed)
            {
                told(Streams.Message(Streams.Error, $"{Ending(process.Ended.Result)} between two cells. {AllGone}\n"));
                StartAnother();
            }
            return process;
        }
    }

    private void KillIfStillRunning(EvaluatorProcess interrupted, int cellNumber)
    {
        lock (gate)
        {
            if (!executing || cellsStarted != cellNumber || process != interrupted)
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
            return stuck == ended
                ? Error("Interrupted", $"The cell did not stop within {Grace.TotalSeconds:0} s: it is inside a native call. Its process was ended. {AllGone}")
                : Error("EvaluatorEnded", $"{Ending(exitCode)} while it ran this cell. {AllGone}");
        }
    }

    private void StartAnother()
    {
        process.Dispose();
        process = EvaluatorProcess.Start(told);
    }

    private const string AllGone = "A new one was started: all variables are gone, run the cells above again.";

    private static string Ending(int exitCode) => "The process that runs the cells ended " + (exitCode > 128
        ? $"by signal {exitCode - 128}{(exitCode == 137 ? " (killed; often the machine ran out of memory)" : exitCode == 134 ? " (abort)" : exitCode == 139 ? " (segmentation fault)" : "")}"
        : $"with exit code {exitCode}");

    private static JsonObject Error(string name, string message) => new()
    {
        ["status"] = "error",
        ["ename"] = name,
        ["evalue"] = message,
        ["traceback"] = new JsonArray($"{name}: {message}"),
    };
}
