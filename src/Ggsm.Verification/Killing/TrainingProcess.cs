using System.Diagnostics;
using System.Text;

namespace Ggsm.Verification.Killing;

/// <summary>A <c>train</c> or <c>pretrain</c> command in a process of its own, which can be killed without warning.</summary>
internal sealed class TrainingProcess : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder errors = new();
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TrainingProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
                errors.AppendLine(line.Data);
        };
    }

    /// <summary>Ends when the process says what it is about to train, or has ended.</summary>
    public Task Started => started.Task;

    /// <summary>Whether it said what it is about to train.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>What it wrote to its error stream.</summary>
    public string Errors
    {
        get
        {
            lock (errors)
                return errors.ToString().Trim();
        }
    }

    public static TrainingProcess Start(string program, IEnumerable<string> arguments)
    {
        var host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        var start = new ProcessStartInfo(host, [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var training = new TrainingProcess(new Process { StartInfo = start });
        training.process.Start();
        training.process.StandardInput.Close();
        training.process.BeginOutputReadLine();
        training.process.BeginErrorReadLine();
        return training;
    }

    /// <summary>Waits for its end, but no longer than this.</summary>
    /// <returns>Its exit code; null when it still runs.</returns>
    public async Task<int?> WaitAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Sends SIGKILL and waits until it is gone.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            Kill();
        process.Dispose();
    }

    private void Note(string? line)
    {
        HasStarted |= line is not null;
        started.TrySetResult();
    }
}
