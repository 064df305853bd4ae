using System.Runtime.InteropServices;

namespace NotebookKernel.Messaging;

/// <summary>One ZeroMQ socket. Not thread-safe: its owner sees to that.</summary>
internal sealed class ZmqSocket : IDisposable
{
    public ZmqSocket(nint context, int type)
    {
        Handle = ZeroMq.zmq_socket(context, type);
        if (Handle == 0)
            throw new IOException($"zmq_socket: {ZeroMq.LastError()}");
        // A notebook that prints faster than its client reads must not lose lines, so queues are unbounded.
        Set(ZeroMq.OptionSendHighWaterMark, 0);
        Set(ZeroMq.OptionReceiveHighWaterMark, 0);
        Set(ZeroMq.OptionLinger, 1000);
        if (type == ZeroMq.Router)
            Set(ZeroMq.OptionRouterHandover, 1);
    }

    public nint Handle { get; }

    public void Bind(string endpoint)
    {
        if (ZeroMq.zmq_bind(Handle, endpoint) != 0)
            throw new IOException($"Cannot listen on {endpoint}: {ZeroMq.LastError()}.");
    }

    public void Connect(string endpoint)
    {
        if (ZeroMq.zmq_connect(Handle, endpoint) != 0)
            throw new IOException($"Cannot connect to {endpoint}: {ZeroMq.LastError()}.");
    }

    public void Send(IReadOnlyList<byte[]> frames)
    {
        for (var i = 0; i < frames.Count; i++)
            ZeroMq.zmq_send(Handle, frames[i], (nuint)frames[i].Length, i + 1 < frames.Count ? ZeroMq.SendMore : 0);
    }

    public IReadOnlyList<byte[]> Receive()
    {
        var frames = new List<byte[]>();
        int more;
        do
        {
            frames.Add(ReceiveFrame());
            more = 0;
            nuint size = sizeof(int);
            ZeroMq.zmq_getsockopt(Handle, ZeroMq.OptionReceiveMore, ref more, ref size);
        }
        while (more != 0);
        return frames;
    }

    public void Dispose() => ZeroMq.zmq_close(Handle);

    private byte[] ReceiveFrame()
    {
        var message = default(ZeroMq.Message);
        ZeroMq.zmq_msg_init(ref message);
        try
        {
            if (ZeroMq.zmq_msg_recv(ref message, Handle, 0) < 0)
                throw new IOException($"zmq_msg_recv: {ZeroMq.LastError()}");
            var frame = new byte[ZeroMq.zmq_msg_size(ref message)];
            if (frame.Length > 0)
                Marshal.Copy(ZeroMq.zmq_msg_data(ref message), frame, 0, frame.Length);
            return frame;
        }
        finally
        {
            ZeroMq.zmq_msg_close(ref message);
        }
    }

    private void Set(int option, int value) => ZeroMq.zmq_setsockopt(Handle, option, ref value, sizeof(int));
}
