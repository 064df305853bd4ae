using System.Runtime.InteropServices;

namespace NotebookKernel;

/// <summary>The calls of the C library that .NET has no name for; the kernel runs on Linux and macOS.</summary>
internal static class Native
{
    private const string Library = "libc";
    private const int SetFileDescriptorFlags = 2;
    private const int CloseOnExec = 1;
    private const int SignalKill = 9;

    /// <summary>Makes this process the leader of a new session, out of reach of the terminal's and the client's group signals.</summary>
    public static void StartOwnSession() => setsid();

    /// <summary>Keeps a file descriptor from the programs that cells start.</summary>
    public static void KeepFromChildren(int fileDescriptor) => fcntl(fileDescriptor, SetFileDescriptorFlags, CloseOnExec);

    public static void KillGroup(int leader) => kill(-leader, SignalKill);

    /// <summary>Ends this process and everything it has started, at once, whatever native code it is in.</summary>
    public static void KillOwnGroup() => kill(0, SignalKill);

    public static int ParentProcess() => getppid();

    /// <summary>Flushes the C library's buffers and writes straight to a file descriptor.</summary>
    public static void FlushAndWrite(int fileDescriptor, byte[] bytes)
    {
        fflush(0);
        write(fileDescriptor, bytes, (nuint)bytes.Length);
    }

    [DllImport(Library)]
    private static extern int setsid();

    [DllImport(Library)]
    private static extern int fcntl(int fileDescriptor, int command, int argument);

    [DllImport(Library)]
    private static extern int kill(int process, int signal);

    [DllImport(Library)]
    private static extern int getppid();

    [DllImport(Library)]
    private static extern int fflush(nint file);

    [DllImport(Library)]
    private static extern nint write(int fileDescriptor, byte[] bytes, nuint count);
}
