using System.Collections.Concurrent;

namespace NotebookKernel.Messaging;

/// <summary>
/// Owns the kernel's five sockets on one thread: answers heartbeats, hands signed messages on, sends what other threads queue.
/// A message with a bad signature is dropped.
/// </summary>
internal sealed class JupyterSockets : IDisposable
{
    private const string WakeEndpoint = "inproc://wake";

    private readonly MessageSigner signer;
    private readonly nint context;
    private readonly Dictionary<JupyterChannel, ZmqSocket> sockets = [];
    private readonly ZmqSocket heartbeat;
    private readonly ZmqSocket wakeReceiver;
    private readonly ZmqSocket wakeSender;
    private readonly Lock wakeGate = new();
    private readonly ConcurrentQueue<(JupyterChannel Channel, JupyterMessage Message)> outgoing = new();
    private volatile bool stopping;

    public JupyterSockets(ConnectionFile connection)
    {
        signer = new MessageSigner(connection.Key);
        context = ZeroMq.zmq_ctx_new();
        sockets[JupyterChannel.Shell] = Bind(ZeroMq.Router, connection.Endpoint(connection.ShellPort));
        sockets[JupyterChannel.Control] = Bind(ZeroMq.Router, connection.Endpoint(connection.ControlPort));
        sockets[JupyterChannel.Stdin] = Bind(ZeroMq.Router, connection.Endpoint(connection.StdinPort));
        sockets[JupyterChannel.Iopub] = Bind(ZeroMq.Pub, connection.Endpoint(connection.IopubPort));
        heartbeat = Bind(ZeroMq.Router, connection.Endpoint(connection.HbPort));
        wakeReceiver = Bind(ZeroMq.Pair, WakeEndpoint);
        wakeSender = new ZmqSocket(context, ZeroMq.Pair);
        wakeSender.Connect(WakeEndpoint);
    }

    public void Send(JupyterChannel channel, JupyterMessage message)
    {
        outgoing.Enqueue((channel, message));
        Wake();
    }

    /// <summary>Serves until <see cref="Stop"/>; whatever was queued before is sent.</summary>
    public void Serve(Action<JupyterChannel, JupyterMessage> received)
    {
        JupyterChannel[] incoming = [JupyterChannel.Control, JupyterChannel.Shell, JupyterChannel.Stdin];
        ZeroMq.PollItem[] items =
        [
            .. incoming.Select(channel => Readable(sockets[channel])),
            Readable(heartbeat),
            Readable(wakeReceiver),
        ];
        while (!stopping || !outgoing.IsEmpty)
        {
            // Interrupted by a signal: nothing was filled in.
            if (ZeroMq.zmq_poll(items, items.Length, -1) < 0)
                continue;
            for (var i = 0; i < incoming.Length; i++)
            {
                if (items[i].Returned != 0 && JupyterMessage.Parse(sockets[incoming[i]].Receive(), signer) is { } message)
                    received(incoming[i], message);
            }
            if (items[^2].Returned != 0)
                heartbeat.Send(heartbeat.Receive());
            if (items[^1].Returned != 0)
                wakeReceiver.Receive();
            while (outgoing.TryDequeue(out var queued))
                sockets[queued.Channel].Send(queued.Message.ToFrames(signer));
        }
    }

    public void Stop()
    {
        stopping = true;
        Wake();
    }

    public void Dispose()
    {
        foreach (var socket in sockets.Values.Append(heartbeat).Append(wakeReceiver).Append(wakeSender))
            socket.Dispose();
        ZeroMq.zmq_ctx_term(context);
    }

    private static ZeroMq.PollItem Readable(ZmqSocket socket) => new() { Socket = socket.Handle, Events = ZeroMq.PollIn };

    private ZmqSocket Bind(int type, string endpoint)
    {
        var socket = new ZmqSocket(context, type);
        socket.Bind(endpoint);
        return socket;
    }

    private void Wake()
    {
        lock (wakeGate)
            wakeSender.Send([[]]);
    }
}
