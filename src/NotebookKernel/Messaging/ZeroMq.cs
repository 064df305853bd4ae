using System.Reflection;
using System.Runtime.InteropServices;

namespace NotebookKernel.Messaging;

/// <summary>The part of libzmq's C interface that a kernel needs.</summary>
internal static class ZeroMq
{
    public const int Pair = 0;
    public const int Pub = 1;
    public const int Router = 6;

    public const int OptionReceiveMore = 13;
    public const int OptionLinger = 17;
    public const int OptionSendHighWaterMark = 23;
    public const int OptionReceiveHighWaterMark = 24;
    public const int OptionRouterHandover = 56;

    public const int SendMore = 2;
    public const short PollIn = 1;

    private const string Library = "libzmq";
    private static readonly string[] FileNames = ["libzmq.so.5", "libzmq.5.dylib", "libzmq.so", "libzmq.dylib", "libzmq.dll"];

    static ZeroMq() => NativeLibrary.SetDllImportResolver(typeof(ZeroMq).Assembly, Resolve);

    [DllImport(Library)]
    public static extern nint zmq_ctx_new();

    [DllImport(Library)]
    public static extern int zmq_ctx_term(nint context);

    [DllImport(Library, SetLastError = true)]
    public static extern nint zmq_socket(nint context, int type);

    [DllImport(Library, SetLastError = true)]
    public static extern int zmq_close(nint socket);

    [DllImport(Library, SetLastError = true)]
    public static extern int zmq_bind(nint socket, [MarshalAs(UnmanagedType.LPUTF8Str)] string endpoint);

    [DllImport(Library, SetLastError = true)]
    public static extern int zmq_connect(nint socket, [MarshalAs(UnmanagedType.LPUTF8Str)] string endpoint);

    [DllImport(Library, SetLastError = true)]
    public static extern int zmq_setsockopt(nint socket, int option, ref int value, nuint size);

    [DllImport(Library, SetLastError = true)]
    public static extern int zmq_getsockopt(nint socket, int option, ref int value, ref nuint size);

    [DllImport(Library, SetLastError = true)]
    public static extern int zmq_send(nint socket, byte[] buffer, nuint length, int flags);

    [DllImport(Library)]
    public static extern int zmq_msg_init(ref Message message);

    [DllImport(Library, SetLastError = true)]
    public static extern int zmq_msg_recv(ref Message message, nint socket, int flags);

    [DllImport(Library)]
    public static extern nint zmq_msg_data(ref Message message);

    [DllImport(Library)]
    public static extern nuint zmq_msg_size(ref Message message);

    [DllImport(Library)]
    public static extern int zmq_msg_close(ref Message message);

    [DllImport(Library, SetLastError = true)]
    public static extern int zmq_poll([In, Out] PollItem[] items, int count, nint timeout);

    [DllImport(Library)]
    public static extern nint zmq_strerror(int error);

    public static string LastError() => Marshal.PtrToStringUTF8(zmq_strerror(Marshal.GetLastPInvokeError())) ?? "unknown error";

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library)
            return 0;
        var prefixes = new[] { "", CondaLibraryFolder() };
        foreach (var candidate in prefixes.SelectMany(prefix => FileNames.Select(file => prefix + file)))
        {
            if (NativeLibrary.TryLoad(candidate, assembly, path, out var handle))
                return handle;
        }
        throw new DllNotFoundException("libzmq was not found. On Debian: apt install libzmq5. With conda: conda install zeromq.");
    }

    private static string CondaLibraryFolder() =>
        Environment.GetEnvironmentVariable("CONDA_PREFIX") is { Length: > 0 } prefix ? Path.Combine(prefix, "lib") + Path.DirectorySeparatorChar : "";

    [StructLayout(LayoutKind.Sequential)]
    public struct PollItem
    {
        public nint Socket;
        public int FileDescriptor;
        public short Events;
        public short Returned;
    }

    /// <summary>zmq_msg_t: 64 opaque bytes.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    public struct Message
    {
        private readonly long first;
    }
}
