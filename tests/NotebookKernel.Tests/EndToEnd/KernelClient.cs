using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;
using NotebookKernel.Messaging;

namespace NotebookKernel.Tests.EndToEnd;

/// <summary>A Jupyter client and the kernel process it has started.</summary>
public sealed class KernelClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly string folder = Directory.CreateTempSubdirectory("kernel-test-").FullName;
    private readonly string session = Guid.NewGuid().ToString();
    private readonly MessageSigner signer;

    // The same on every socket: the kernel asks for input on the stdin socket of whoever sent the cell.
    private readonly byte[] identity = Guid.NewGuid().ToString("N").Select(digit => (byte)digit).ToArray();
    private readonly Dictionary<JupyterChannel, NetMQSocket> sockets = [];
    private readonly List<(JupyterChannel Channel, JupyterMessage Message)> unread = [];

    public KernelClient()
    {
        var ports = Ports;
        var connection = new ConnectionFile("tcp", "127.0.0.1", ports[0], ports[1], ports[2], ports[3], ports[4], Guid.NewGuid().ToString("N"), "hmac-sha256");
        var file = Path.Combine(folder, "connection.json");
        File.WriteAllText(file, $$"""
            {"transport": "tcp", "ip": "127.0.0.1", "shell_port": {{ports[0]}}, "control_port": {{ports[1]}}, "stdin_port": {{ports[2]}},
             "iopub_port": {{ports[3]}}, "hb_port": {{ports[4]}}, "key": "{{connection.Key}}", "signature_scheme": "hmac-sha256"}
            """);
        signer = new MessageSigner(connection.Key);
        Kernel = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "NotebookKernel"), file) { WorkingDirectory = folder })!;
        sockets[JupyterChannel.Shell] = Connect(Dealer(), connection.Endpoint(connection.ShellPort));
        sockets[JupyterChannel.Control] = Connect(Dealer(), connection.Endpoint(connection.ControlPort));
        sockets[JupyterChannel.Stdin] = Connect(Dealer(), connection.Endpoint(connection.StdinPort));
        var iopub = new SubscriberSocket();
        iopub.SubscribeToAnyTopic();
        sockets[JupyterChannel.Iopub] = Connect(iopub, connection.Endpoint(connection.IopubPort));
        WaitForSubscription();
    }

    public Process Kernel { get; }

    /// <summary>The ports the kernel was told to listen on.</summary>
    public IReadOnlyList<int> Ports { get; } = FreePorts(5);

    /// <summary>The folder the kernel runs in.</summary>
    public string Folder => folder;

    /// <summary>The processes the kernel has started: one evaluator.</summary>
    public IReadOnlyList<int> Children => ProcessStatus.ChildrenOf(Kernel.Id);

    internal CellRun Run(string code, Action<string>? whenShown = null, JsonObject? options = null, string? input = null)
    {
        var request = new JsonObject { ["code"] = code, ["silent"] = false, ["store_history"] = true, ["allow_stdin"] = input is not null };
        foreach (var (name, value) in options ?? [])
            request[name] = value?.DeepClone();
        return Await(SendRequest(JupyterChannel.Shell, "execute_request", request), whenShown, input);
    }

    internal JsonObject Ask(JupyterChannel channel, string type, JsonObject? content = null)
    {
        var id = SendRequest(channel, type, content ?? []);
        while (true)
        {
            var (_, message) = Receive(channel);
            if ((string?)message.ParentHeader["msg_id"] == id)
                return message.Content;
        }
    }

    internal string SendRequest(JupyterChannel channel, string type, JsonObject content, MessageSigner? otherSigner = null)
    {
        var message = JupyterMessage.Create(type, content, [], session, []);
        sockets[channel].SendMultipartBytes(message.ToFrames(otherSigner ?? signer));
        return (string)message.Header["msg_id"]!;
    }

    /// <summary>Asks for an interrupt without waiting for the answer.</summary>
    public void Interrupt() => SendRequest(JupyterChannel.Control, "interrupt_request", []);

    /// <summary>Waits for the reply to a cell and for its last output.</summary>
    internal CellRun Await(string id, Action<string>? whenShown = null, string? input = null)
    {
        JsonObject? reply = null;
        var shown = new List<(string, JsonObject)>();
        var idle = false;
        while (reply is null || !idle)
        {
            var (channel, message) = Next(id);
            if (channel == JupyterChannel.Shell)
                reply = message.Content;
            else if (channel == JupyterChannel.Stdin && input is not null)
                SendRequest(JupyterChannel.Stdin, "input_reply", new JsonObject { ["value"] = input });
            else if (channel == JupyterChannel.Iopub && message.Type == "status")
                idle = (string?)message.Content["execution_state"] == "idle";
            else if (channel == JupyterChannel.Iopub)
                shown.Add((message.Type, message.Content));
            if (message.Type == "stream")
                whenShown?.Invoke((string)message.Content["text"]!);
        }
        return new CellRun(reply, shown);
    }

    public void Dispose()
    {
        if (!Kernel.HasExited)
        {
            SendRequest(JupyterChannel.Control, "shutdown_request", new JsonObject { ["restart"] = false });
            if (!Kernel.WaitForExit(Patience))
                Kernel.Kill(entireProcessTree: true);
        }
        Kernel.Dispose();
        foreach (var socket in sockets.Values)
            socket.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The next message about one request; those about others are kept for whoever awaits them.</summary>
    private (JupyterChannel Channel, JupyterMessage Message) Next(string id)
    {
        while (true)
        {
            var kept = unread.FindIndex(waiting => (string?)waiting.Message.ParentHeader["msg_id"] == id);
            if (kept >= 0)
            {
                var found = unread[kept];
                unread.RemoveAt(kept);
                return found;
            }
            unread.Add(Receive(JupyterChannel.Shell, JupyterChannel.Iopub, JupyterChannel.Stdin));
        }
    }

    private (JupyterChannel Channel, JupyterMessage Message) Receive(params JupyterChannel[] channels)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Patience)
        {
            foreach (var channel in channels)
            {
                List<byte[]> frames = [];
                if (sockets[channel].TryReceiveMultipartBytes(Moment, ref frames!) && JupyterMessage.Parse(frames, signer) is { } message)
                    return (channel, message);
            }
        }
        throw new TimeoutException($"The kernel said nothing on {string.Join(", ", channels)}.");
    }

    /// <summary>A subscription takes a moment; it stands when the status of a request arrives.</summary>
    private void WaitForSubscription()
    {
        do
        {
            Ask(JupyterChannel.Shell, "kernel_info_request");
        }
        while (sockets[JupyterChannel.Iopub].Poll(PollEvents.PollIn, TimeSpan.FromSeconds(0.5)) == PollEvents.None);
    }

    private DealerSocket Dealer() => new() { Options = { Identity = identity } };

    private static NetMQSocket Connect(NetMQSocket socket, string endpoint)
    {
        socket.Options.SendHighWatermark = 0;
        socket.Options.ReceiveHighWatermark = 0;
        socket.Connect(endpoint);
        return socket;
    }

    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (var listener in listeners)
            listener.Start();
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in listeners)
            listener.Dispose();
        return ports;
    }
}
