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
    private readonly Channel<(long Number, JupyterMessage Message)> shellRequests = Channel.CreateUnbounded<(long, JupyterMessage)>();
    private readonly Channel<(long Number, JupyterMessage Message)> controlRequests = Channel.CreateUnbounded<(long, JupyterMessage)>();
    private long received;
    private long abortThrough;
    private int executionCount;
    private string? lastResult;

    // The execute request whose output is being shown; output of threads a cell left behind belongs to the last one.
    private JupyterMessage? showing;

    public KernelServer(ConnectionFile connection)
    {
        streams = new StreamBuffer((name, text) => Publish("stream", Line.Stream(name, text), showing));
        // The evaluator's start takes longest, so it goes first.
        evaluator = new Evaluator(Show);
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
        var number = Interlocked.Increment(ref received);
        if (channel != JupyterChannel.Stdin)
            (channel == JupyterChannel.Shell ? shellRequests : controlRequests).Writer.TryWrite((number, message));
        else if (message.Type == "input_reply")
            evaluator.ReplyToInput(message.Content);
    }

    private async Task Serve(ChannelReader<(long Number, JupyterMessage Message)> requests, JupyterChannel channel)
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
        var ok = new JsonObject { ["status"] = "ok" };
        try
        {
            switch (request.Type)
            {
                case "kernel_info_request":
                    return KernelInfo.Content();
                case "execute_request" when number <= abortThrough:
                    return new JsonObject { ["status"] = "aborted", ["execution_count"] = executionCount };
                case "execute_request":
                    return await Execute(request);
                case "complete_request" or "inspect_request" or "is_complete_request":
                    return await evaluator.Ask(request.Type, Copy(request.Content)) ?? Line.Error("EvaluatorEnded", "The process that runs the cells has ended.");
                case "history_request":
                    ok["history"] = history.Answer(request.Content);
                    return ok;
                case "comm_info_request":
                    ok["comms"] = new JsonObject();
                    return ok;
                case "interrupt_request":
                    Interrupt();
                    return ok;
                case "shutdown_request":
                    ok["restart"] = (bool?)request.Content["restart"] ?? false;
                    return ok;
                default:
                    return null;
            }
        }
        catch (Exception fault) when (fault is InvalidOperationException or FormatException or KeyNotFoundException)
        {
            // A field of the wrong kind: the client is told instead of the kernel falling over.
            return Line.Error("BadRequest", fault.Message);
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

        var reply = await evaluator.Execute(new JsonObject
        {
            ["code"] = code,
            ["cell"] = $"Cell [{executionCount}]",
            ["allow_stdin"] = (bool?)request.Content["allow_stdin"] ?? false,
        });
        streams.Flush();

        if (store)
            history.Add(executionCount, code, lastResult);
        if ((string?)reply["status"] == "error" && !silent)
            Publish("error", Copy(reply), request);
        reply["execution_count"] = executionCount;
        reply["user_expressions"] = new JsonObject();
        reply["payload"] = new JsonArray();
        return reply;
    }

    /// <summary>Passes on what the evaluator shows while it runs.</summary>
    private void Show(string type, JsonObject content)
    {
        if (type != "stream")
            streams.Flush();
        if (type == "input_request" && showing is not null)
            Send(JupyterChannel.Stdin, type, content, showing);
        if (type == "input_request" || ((bool?)showing?.Content["silent"] ?? false))
            return;
        if (type == "stream")
        {
            ShowText((string)content["name"]!, (string)content["text"]!);
            return;
        }
        if (type == "execute_result")
        {
            lastResult = (string?)content["data"]?["text/plain"];
            content["execution_count"] = executionCount;
        }
        Publish(type, content, showing);
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

    private void Send(JupyterChannel channel, string type, JsonObject content, JupyterMessage request) =>
        sockets.Send(channel, JupyterMessage.Create(type, content, Copy(request.Header), session, request.Identities));

    private void Publish(string type, JsonObject content, JupyterMessage? parent) =>
        sockets.Send(JupyterChannel.Iopub, JupyterMessage.Create(
            type, content, parent is null ? [] : Copy(parent.Header), session, [Encoding.UTF8.GetBytes($"kernel.{session}.{type}")]));

    private static JsonObject Copy(JsonObject content) => (JsonObject)content.DeepClone();
}
