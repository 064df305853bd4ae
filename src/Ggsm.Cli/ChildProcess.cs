using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Ggsm.Cli;

/// <summary>Runs a program with no standard input; on interruption it is asked to stop, and its tree ended when it does not.</summary>
internal static class ChildProcess
{
    private const int SignalInterrupt = 2;
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(15);

    /// <param name="program">A program on PATH, or its file.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="onLine">Receives its lines, of both streams, one at a time; null lets it write to this process's own streams.</param>
    /// <param name="cancellation">Asks it to stop.</param>
    /// <param name="environment">Variables to add to this process's own.</param>
    /// <param name="workingDirectory">Where it runs; null for this process's own folder.</param>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(
        string program,
        IEnumerable<string> arguments,
        Action<string>? onLine,
        CancellationToken cancellation,
        IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingDirectory ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = onLine is not null,
            RedirectStandardError = onLine is not null,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        using var process = new Process { StartInfo = start };
        if (onLine is not null)
        {
            process.OutputDataReceived += (_, e) => Hand(e.Data, onLine);
            process.ErrorDataReceived += (_, e) => Hand(e.Data, onLine);
        }

        process.Start();
        process.StandardInput.Close();
        if (onLine is not null)
        {
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(process);
            throw;
        }

        return process.ExitCode;
    }

    private static async Task StopAsync(Process process)
    {
        SendSignal(process.Id, SignalInterrupt);
        using var patience = new CancellationTokenSource(TimeToStop);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);

    private static void Hand(string? line, Action<string> onLine)
    {
        if (line is null)
            return;
        lock (onLine)
            onLine(line);
    }
}
