using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using NotebookKernel.Messaging;
using NotebookKernel.Protocol;

namespace NotebookKernel.Front;

/// <summary>The front process: answers a Jupyter client and has an <see cref="Evaluator"/> run the cells.</summary>
internal sealed class KernelServer : IDisposable
{
    private const string ClearScreen = "\u001b[2J";

    private readonly string session = Guid.NewGuid().ToString();
    private readonly JupyterSockets sockets;
    private readonly Evaluator evaluator;
    private readonly StreamBuffer streams;
    private readonly ExecutionHistory history = new();
    private readonly Channel<Incoming> shellRequests = Channel.CreateUnbounded<Incoming>();
    private readonly Channel<Incoming> controlRequests = Channel.CreateUnbounded<Incoming>();
    private long received;
    private long abortThrough;
    private int executionCount;
    private string? lastResult;

    // The execute request whose output is being shown; output of threads a cell left behind belongs to the last one.
    private JupyterMessage? showing;

    public KernelServer(ConnectionFile connection)
    {
        streams = new StreamBuffer((name, text) => Publish("stream", new JsonObject { ["name"] = name, ["text"] = text }, showing));
        // The evaluator's start takes longest, so it goes first.
        evaluator = new Evaluator(Told);
        sockets = new JupyterSockets(connection);
    }

    /// <summary>Serves until a shutdown request or <see cref="Stop"/>.</summary>
    public void Run()
    {
        _ = Serve(shellRequests.Reader, JupyterChannel.Shell);
        _ = Serve(controlRequests.Reader, JupyterChannel.Control);
        Publish("status", new JsonObject { ["execution_state"] = "starting" }, null);
        sockets.Serve(Receive);
    }

    public void Interrupt() => evaluator.Interrupt();

    public void Stop() => sockets.Stop();

    public void Dispose()
    {
        evaluator.Dispose();
        streams.Dispose();
        sockets.Dispose();
    }

    private void Receive(JupyterChannel channel, JupyterMessage message)
    {
        var incoming = new Incoming(Interlocked.Increment(ref received), message);
        if (channel == JupyterChannel.Shell)
            shellRequests.Writer.TryWrite(incoming);
        else if (channel == JupyterChannel.Control)
            controlRequests.Writer.TryWrite(incoming);
        else if (message.Type == "input_reply")
            evaluator.ReplyToInput((string?)message.Content["value"] ?? "");
    }

    private async Task Serve(ChannelReader<Incoming> requests, JupyterChannel channel)
    {
        await foreach (var (number, request) in requests.ReadAllAsync())
        {
            Publish("status", new JsonObject { ["execution_state"] = "busy" }, request);
            var reply = await Answer(request, number);
            // Before the reply: what a client sends on seeing it is no longer part of the queue that failed.
            if (request.Type == "execute_request" && (string?)reply?["status"] == "error" && ((bool?)request.Content["stop_on_error"] ?? true))
                abortThrough = Interlocked.Read(ref received);
            if (reply is not null)
                Send(channel, request.Type.Replace("_request", "_reply", StringComparison.Ordinal), reply, request);
            Publish("status", new JsonObject { ["execution_state"] = "idle" }, request);
            if (request.Type == "shutdown_request")
                Stop();
        }
    }

    private async Task<JsonObject?> Answer(JupyterMessage request, long number)
    {
        try
        {
            return request.Type switch
            {
                "kernel_info_request" => KernelInfo.Content(),
                "execute_request" when number <= abortThrough => new JsonObject { ["status"] = "aborted", ["execution_count"] = executionCount },
                "execute_request" => await Execute(request),
                "is_complete_request" => await Ask(Words.IsComplete, request.Content, new JsonObject { ["status"] = "unknown" }),
                "complete_request" => await Complete(request.Content),
                "inspect_request" => await Inspect(request.Content),
                "history_request" => new JsonObject { ["status"] = "ok", ["history"] = history.Answer(request.Content) },
                "comm_info_request" => new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() },
                "interrupt_request" => InterruptReply(),
                "shutdown_request" => Shutdown(request),
                _ => null,
            };
        }
        catch (Exception fault) when (fault is InvalidOperationException or FormatException or KeyNotFoundException)
        {
            // A field of the wrong kind: the client is told instead of the kernel falling over.
            return new JsonObject { ["status"] = "error", ["ename"] = "BadRequest", ["evalue"] = fault.Message, ["traceback"] = new JsonArray() };
        }
    }

    private async Task<JsonObject> Execute(JupyterMessage request)
    {
        var code = (string?)request.Content["code"] ?? "";
        var silent = (bool?)request.Content["silent"] ?? false;
        var store = !silent && ((bool?)request.Content["store_history"] ?? true);
        showing = request;
        lastResult = null;
        if (store || executionCount == 0)
            executionCount++;
        if (!silent)
            Publish("execute_input", new JsonObject { ["code"] = code, ["execution_count"] = executionCount }, request);

        var outcome = await evaluator.Execute(code, $"Cell [{executionCount}]", (bool?)request.Content["allow_stdin"] ?? false);
        streams.Flush();

        if (store)
            history.Add(executionCount, code, lastResult);
        if ((string?)outcome["status"] == "ok")
        {
            return new JsonObject
            {
                ["status"] = "ok",
                ["execution_count"] = executionCount,
                ["user_expressions"] = new JsonObject(),
                ["payload"] = new JsonArray(),
            };
        }
        var error = new JsonObject
        {
            ["ename"] = outcome["ename"]?.DeepClone(),
            ["evalue"] = outcome["evalue"]?.DeepClone(),
            ["traceback"] = outcome["traceback"]?.DeepClone(),
        };
        if (!silent)
            Publish("error", (JsonObject)error.DeepClone(), request);
        error["status"] = "error";
        error["execution_count"] = executionCount;
        return error;
    }

    /// <summary>Passes on what the evaluator shows while it runs.</summary>
    private void Told(JsonObject message)
    {
        var silent = (bool?)showing?.Content["silent"] ?? false;
        if ((string?)message[Words.Type] == Words.Stream && !silent)
        {
            ShowText((string)message[Words.Name]!, (string)message[Words.Text]!);
            return;
        }
        streams.Flush();
        switch ((string?)message[Words.Type])
        {
            case Words.Display when !silent:
                Publish("display_data", DisplayContent(message), showing);
                break;
            case Words.UpdateDisplay when !silent:
                Publish("update_display_data", DisplayContent(message), showing);
                break;
            case Words.Result when !silent:
                lastResult = (string?)message[Words.Data]?["text/plain"];
                var content = DisplayContent(message);
                content["execution_count"] = executionCount;
                Publish("execute_result", content, showing);
                break;
            case Words.Input when showing is not null:
                var question = new JsonObject { ["prompt"] = (string?)message[Words.Prompt] ?? "", ["password"] = (bool?)message[Words.Password] ?? false };
                Send(JupyterChannel.Stdin, "input_request", question, showing);
                break;
        }
    }

    /// <summary>Text, in which the terminal's sequence for clearing the screen clears the cell's output.</summary>
    private void ShowText(string stream, string text)
    {
        var cleared = text.LastIndexOf(ClearScreen, StringComparison.Ordinal);
        if (cleared >= 0)
        {
            streams.Flush();
            Publish("clear_output", new JsonObject { ["wait"] = true }, showing);
            text = text[(cleared + ClearScreen.Length)..];
        }
        streams.Write(stream, text);
    }

    private static JsonObject DisplayContent(JsonObject message)
    {
        var transient = new JsonObject();
        if ((string?)message[Words.DisplayId] is { } id)
            transient["display_id"] = id;
        return new JsonObject
        {
            ["data"] = message[Words.Data]?.DeepClone(),
            ["metadata"] = new JsonObject(),
            ["transient"] = transient,
        };
    }

    private async Task<JsonObject> Complete(JsonObject request)
    {
        var code = (string?)request["code"] ?? "";
        var cursor = CodePoints.ToIndex(code, (int?)request["cursor_pos"] ?? CodePoints.Count(code));
        var answer = await evaluator.Ask(Words.Complete, new JsonObject { [Words.Code] = code, [Words.Cursor] = cursor });
        var start = (int?)answer?["start"] ?? cursor;
        var end = (int?)answer?["end"] ?? cursor;
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = answer?["matches"]?.DeepClone() ?? new JsonArray(),
            ["cursor_start"] = CodePoints.FromIndex(code, start),
            ["cursor_end"] = CodePoints.FromIndex(code, end),
            ["metadata"] = new JsonObject(),
        };
    }

    private async Task<JsonObject> Inspect(JsonObject request)
    {
        var code = (string?)request["code"] ?? "";
        var cursor = CodePoints.ToIndex(code, (int?)request["cursor_pos"] ?? CodePoints.Count(code));
        var answer = await evaluator.Ask(Words.Inspect, new JsonObject { [Words.Code] = code, [Words.Cursor] = cursor });
        var data = answer?["data"]?.DeepClone() as JsonObject;
        return new JsonObject { ["status"] = "ok", ["found"] = data is { Count: > 0 }, ["data"] = data ?? [], ["metadata"] = new JsonObject() };
    }

    private async Task<JsonObject> Ask(string type, JsonObject request, JsonObject otherwise)
    {
        var answer = await evaluator.Ask(type, new JsonObject { [Words.Code] = (string?)request["code"] ?? "" });
        if (answer is null)
            return otherwise;
        var content = (JsonObject)answer.DeepClone();
        content.Remove(Words.Type);
        content.Remove(Words.Id);
        return content;
    }

    private JsonObject InterruptReply()
    {
        Interrupt();
        return new JsonObject { ["status"] = "ok" };
    }

    private static JsonObject Shutdown(JupyterMessage request) =>
        new() { ["status"] = "ok", ["restart"] = (bool?)request.Content["restart"] ?? false };

    private void Send(JupyterChannel channel, string type, JsonObject content, JupyterMessage request) =>
        sockets.Send(channel, JupyterMessage.Create(type, content, (JsonObject)request.Header.DeepClone(), session, request.Identities));

    private void Publish(string type, JsonObject content, JupyterMessage? parent) =>
        sockets.Send(JupyterChannel.Iopub, JupyterMessage.Create(
            type, content, (JsonObject?)parent?.Header.DeepClone() ?? [], session, [Encoding.UTF8.GetBytes($"kernel.{session}.{type}")]));

    private sealed record Incoming(long Number, JupyterMessage Message);
}
