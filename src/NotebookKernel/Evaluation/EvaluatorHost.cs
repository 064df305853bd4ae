using System.Collections.Concurrent;
using System.IO.Pipes;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Json.Nodes;
using NotebookKernel.Front;
using NotebookKernel.Protocol;

namespace NotebookKernel.Evaluation;

/// <summary>The evaluator process: reads requests, runs them one after the other, and ends when the front process does.</summary>
internal sealed class EvaluatorHost
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    private readonly JsonLines channel;
    private readonly string token;
    private readonly BlockingCollection<JsonObject> requests = [];
    private readonly CellInput input;
    private readonly CellRunner runner;

    private EvaluatorHost(JsonLines channel, string token)
    {
        this.channel = channel;
        this.token = token;
        input = new CellInput(Tell);
        ConnectConsole();
        Console.SetIn(input);
        runner = new CellRunner(channel.Write, ConnectConsole, input);
    }

    public static int Run(string requests, string events, string token)
    {
        Native.StartOwnSession();
        Native.KeepFromChildren(int.Parse(requests));
        Native.KeepFromChildren(int.Parse(events));
        var reading = new AnonymousPipeClientStream(PipeDirection.In, requests);
        var writing = new AnonymousPipeClientStream(PipeDirection.Out, events);
        ExceptionHandling.SetUnhandledExceptionHandler(Survive);
        var host = new EvaluatorHost(new JsonLines(reading, writing), token);
        new Thread(host.Listen) { IsBackground = true, Name = "requests" }.Start();
        host.Serve();
        return 0;
    }

    /// <summary>What a thread of a cell throws is told, and the other cells' work is kept.</summary>
    private static bool Survive(Exception exception)
    {
        // An interrupt aborts the threads a cell continues on.
        if (exception is not (ThreadAbortException or ThreadInterruptedException))
            Console.Error.WriteLine($"Unhandled exception on a thread that a cell has started:\n{exception}");
        return true;
    }

    private void Listen()
    {
        while (channel.Read() is { } request)
        {
            switch ((string?)request[Words.Type])
            {
                case Words.Interrupt:
                    runner.Interrupt((int?)request[Words.Id] ?? 0);
                    break;
                case Words.InputReply:
                    input.Reply((string?)request[Words.Text] ?? "");
                    break;
                default:
                    requests.Add(request);
                    break;
            }
        }
        // The front process is gone, perhaps killed: nothing may stay behind it.
        Native.KillOwnGroup();
    }

    private void Serve()
    {
        runner.WarmUp();
        foreach (var request in requests.GetConsumingEnumerable())
        {
            var answer = Answer(request);
            answer[Words.Type] = Words.Answer;
            answer[Words.Id] = (int)request[Words.Id]!;
            channel.Write(answer);
        }
    }

    private JsonObject Answer(JsonObject request)
    {
        var code = (string?)request[Words.Code] ?? "";
        var cursor = (int?)request[Words.Cursor] ?? code.Length;
        var id = (int)request[Words.Id]!;
        switch ((string?)request[Words.Type])
        {
            case Words.Execute:
                input.Allowed = (bool?)request[Words.AllowInput] ?? false;
                var outcome = runner.Execute(id, code, (string?)request[Words.Cell] ?? "Cell");
                MarkStreams(id);
                ConnectConsole();
                return outcome;
            case Words.Complete:
                return runner.Complete(code, cursor);
            case Words.Inspect:
                return runner.Inspect(code, cursor);
            case Words.IsComplete:
                return CodeCompleteness.Of(code);
            default:
                return [];
        }
    }

    /// <summary>Passes on what a cell shows; a place where an interrupted cell stops without being aborted.</summary>
    private void Tell(JsonObject message)
    {
        runner.ThrowIfInterrupted();
        channel.Write(message);
    }

    /// <summary>Gives the console new writers: an aborted cell can leave the lock of an old one taken.</summary>
    private void ConnectConsole()
    {
        Console.SetOut(new CellWriter(Streams.Output, Tell));
        Console.SetError(new CellWriter(Streams.Error, Tell));
    }

    /// <summary>Lets the front see that all that native code has written for this cell has arrived.</summary>
    private void MarkStreams(int id)
    {
        var mark = Encoding.UTF8.GetBytes($"{MarkedStream.MarkPrefix(token)}{id}{MarkedStream.MarkEnd}");
        Native.FlushAndWrite(StandardOutput, mark);
        Native.FlushAndWrite(StandardError, mark);
    }
}
