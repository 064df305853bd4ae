using NetMQ;
using NetMQ.Sockets;

namespace NotebookKernel.Messaging;

/// <summary>
/// Owns the kernel's five sockets on one thread: answers heartbeats, hands signed messages on, sends what other threads queue.
/// A message with a bad signature is dropped.
/// </summary>
internal sealed class JupyterSockets : IDisposable
{
    private const int MostQueued = 256;
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private readonly MessageSigner signer;
    private readonly Dictionary<JupyterChannel, NetMQSocket> sockets;
    private readonly RouterSocket heartbeat;
    private readonly NetMQQueue<(JupyterChannel Channel, JupyterMessage? Message)> outgoing = new();
    private readonly NetMQPoller poller;

    // A cell that shows things faster than they can be sent is held up, or its reply would wait behind all of them.
    private readonly SemaphoreSlim room = new(MostQueued);

    /// <exception cref="IOException">A port is taken.</exception>
    public JupyterSockets(ConnectionFile connection)
    {
        signer = new MessageSigner(connection.Key);
        sockets = new()
        {
            [JupyterChannel.Shell] = Bind(new RouterSocket(), connection.Endpoint(connection.ShellPort)),
            [JupyterChannel.Control] = Bind(new RouterSocket(), connection.Endpoint(connection.ControlPort)),
            [JupyterChannel.Stdin] = Bind(new RouterSocket(), connection.Endpoint(connection.StdinPort)),
            [JupyterChannel.Iopub] = Bind(new PublisherSocket(), connection.Endpoint(connection.IopubPort)),
        };
        heartbeat = Bind(new RouterSocket(), connection.Endpoint(connection.HbPort));
        poller = [sockets[JupyterChannel.Control], sockets[JupyterChannel.Shell], sockets[JupyterChannel.Stdin], heartbeat, outgoing];
    }

    public void Send(JupyterChannel channel, JupyterMessage message)
    {
        room.Wait();
        outgoing.Enqueue((channel, message));
    }

    /// <summary>Serves until <see cref="Stop"/>; whatever was queued before is sent.</summary>
    public void Serve(Action<JupyterChannel, JupyterMessage> received)
    {
        foreach (var channel in new[] { JupyterChannel.Control, JupyterChannel.Shell, JupyterChannel.Stdin })
        {
            sockets[channel].ReceiveReady += (_, ready) =>
            {
                if (JupyterMessage.Parse(ready.Socket.ReceiveMultipartBytes(), signer) is { } message)
                    received(channel, message);
            };
        }
        heartbeat.ReceiveReady += (_, ready) => ready.Socket.SendMultipartMessage(ready.Socket.ReceiveMultipartMessage());
        outgoing.ReceiveReady += (_, _) => SendQueued();
        poller.Run();
    }

    public void Stop() => outgoing.Enqueue(default);

    public void Dispose()
    {
        poller.Dispose();
        foreach (var socket in sockets.Values.Append(heartbeat))
            socket.Dispose();
        outgoing.Dispose();
        // Waits until what was sent last is on its way, as long as Linger allows.
        NetMQConfig.Cleanup(block: true);
    }

    private void SendQueued()
    {
        while (outgoing.TryDequeue(out var queued, TimeSpan.Zero))
        {
            if (queued.Message is not { } message)
            {
                poller.StopAsync();
                continue;
            }
            room.Release();
            sockets[queued.Channel].SendMultipartBytes(message.ToFrames(signer));
        }
    }

    private static TSocket Bind<TSocket>(TSocket socket, string endpoint)
        where TSocket : NetMQSocket
    {
        // A notebook that prints faster than its client reads must not lose lines, so queues are unbounded.
        socket.Options.SendHighWatermark = 0;
        socket.Options.ReceiveHighWatermark = 0;
        socket.Options.Linger = Linger;
        if (socket is RouterSocket router)
            router.Options.RouterHandover = true;
        try
        {
            socket.Bind(endpoint);
        }
        catch (NetMQException taken)
        {
            throw new IOException($"cannot listen on {endpoint}: {taken.ErrorCode}", taken);
        }
        return socket;
    }
}
