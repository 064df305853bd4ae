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
    private readonly JsonLines channel;
    private readonly string token;
    private readonly BlockingCollection<Line> requests = [];
    private readonly CellInput input;
    private readonly CellRunner runner;

    private EvaluatorHost(JsonLines channel, string token)
    {
        this.channel = channel;
        this.token = token;
        input = new CellInput(question => channel.Write("input_request", question));
        ConnectConsole();
        Console.SetIn(input);
        runner = new CellRunner((type, content) => channel.Write(type, content), ConnectConsole, input);
    }

    public static int Run(string requests, string events, string token)
    {
        Native.StartOwnSession();
        Native.KeepFromChildren(int.Parse(requests));
        Native.KeepFromChildren(int.Parse(events));
        ExceptionHandling.SetUnhandledExceptionHandler(Survive);
        var channel = new JsonLines(new AnonymousPipeClientStream(PipeDirection.In, requests), new AnonymousPipeClientStream(PipeDirection.Out, events));
        var host = new EvaluatorHost(channel, token);
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
            if (request.Type == "interrupt_request")
                runner.Interrupt(request.Id);
            else if (request.Type == "input_reply")
                input.Reply((string?)request.Content["value"] ?? "");
            else
                requests.Add(request);
        }
        // The front process is gone, perhaps killed: nothing may stay behind it.
        Native.KillOwnGroup();
    }

    private void Serve()
    {
        runner.WarmUp();
        foreach (var request in requests.GetConsumingEnumerable())
            channel.Write(Line.Answer, Answer(request), request.Id);
    }

    private JsonObject Answer(Line request)
    {
        try
        {
            var code = (string?)request.Content["code"] ?? "";
            var cursor = CodePoints.ToIndex(code, (int?)request.Content["cursor_pos"] ?? code.Length);
            return request.Type switch
            {
                "complete_request" => runner.Complete(code, cursor),
                "inspect_request" => runner.Inspect(code, cursor),
                "is_complete_request" => CodeCompleteness.Of(code),
                _ => Execute(request, code),
            };
        }
        catch (Exception fault) when (fault is InvalidOperationException or FormatException)
        {
            return Line.Error("BadRequest", fault.Message);
        }
    }

    private JsonObject Execute(Line request, string code)
    {
        input.Allowed = (bool)request.Content["allow_stdin"]!;
        var outcome = runner.Execute(request.Id, code, (string)request.Content["cell"]!);
        ConnectConsole();
        // Lets the front see that all that native code has written for this cell has arrived.
        var mark = Encoding.UTF8.GetBytes($"{MarkedStream.MarkPrefix(token)}{request.Id}{MarkedStream.MarkEnd}");
        Native.FlushAndWrite(fileDescriptor: 1, mark);
        Native.FlushAndWrite(fileDescriptor: 2, mark);
        return outcome;
    }

    /// <summary>Gives the console new writers: an aborted cell can leave the lock of an old one taken.</summary>
    private void ConnectConsole()
    {
        Console.SetOut(new CellWriter(text => Show("stdout", text)));
        Console.SetError(new CellWriter(text => Show("stderr", text)));
    }

    /// <summary>Passes on what a cell writes.</summary>
    /// <exception cref="OperationCanceledException">The cell was interrupted and may show nothing more.</exception>
    private void Show(string stream, string text)
    {
        CellExecution.Current?.BeforeShowing();
        channel.Write("stream", Line.Stream(stream, text));
    }
}
