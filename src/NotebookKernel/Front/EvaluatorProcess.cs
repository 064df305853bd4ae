using System.Diagnostics;
using System.IO.Pipes;
using System.Reflection;
using System.Text.Json.Nodes;
using NotebookKernel.Protocol;

namespace NotebookKernel.Front;

/// <summary>
/// The child process that runs the cells, asked one thing at a time. Its protocol runs over two pipes of its own, so that whatever native
/// code writes to the standard streams is output and never protocol.
/// </summary>
internal sealed class EvaluatorProcess
{
    // How long an interrupted cell may take to stop before its process is ended.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan StreamsDrained = TimeSpan.FromSeconds(1);

    private readonly Process process;
    private readonly JsonLines channel;
    private readonly Action<string, JsonObject> told;
    private readonly TaskCompletionSource<int> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task[] outputs;
    private readonly SemaphoreSlim turn = new(1);
    private volatile Request? pending;
    private int lastId;
    private int interruptedId = -1;

    private EvaluatorProcess(Process process, JsonLines channel, string token, Action<string, JsonObject> told)
    {
        this.process = process;
        this.channel = channel;
        this.told = told;
        outputs = [Pump(process.StandardOutput.BaseStream, "stdout", token), Pump(process.StandardError.BaseStream, "stderr", token)];
        new Thread(Listen) { IsBackground = true, Name = "evaluator" }.Start();
    }

    /// <summary>Completes with the exit code when the process has ended and all it wrote was told.</summary>
    public Task<int> Ended => ended.Task;

    /// <summary>Whether the process has ended, even if not all it wrote was told yet.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>Whether the last cell was asked to stop.</summary>
    public bool WasInterrupted => interruptedId == lastId;

    /// <summary>Starts an evaluator; <paramref name="told"/> gets its streams, displays, results and requests for input, in order.</summary>
    public static EvaluatorProcess Start(Action<string, JsonObject> told)
    {
        var requests = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        var events = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        var token = Guid.NewGuid().ToString("N");
        string[] program = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Assembly.GetEntryAssembly()!.Location] : [];
        string[] arguments = [.. program, "evaluate", requests.GetClientHandleAsString(), events.GetClientHandleAsString(), token];
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardInput.Close();
        requests.DisposeLocalCopyOfClientHandle();
        events.DisposeLocalCopyOfClientHandle();
        return new EvaluatorProcess(process, new JsonLines(events, requests), token, told);
    }

    /// <summary>Asks and waits for the answer; the answer to a cell comes after all of its output. Null when the process ended instead.</summary>
    public async Task<JsonObject?> Ask(string type, JsonObject content)
    {
        await turn.WaitAsync();
        try
        {
            var request = pending = new Request(++lastId, IsCell: type == "execute_request");
            Tell(type, content, request.Id);
            await Task.WhenAny(request.Answer.Task, Ended);
            if (!request.Answer.Task.IsCompleted)
                return null;
            if (request.IsCell)
                await Task.WhenAny(Task.WhenAll(request.Drained.Values.Select(mark => mark.Task)), Task.Delay(StreamsDrained));
            return await request.Answer.Task;
        }
        finally
        {
            pending = null;
            turn.Release();
        }
    }

    /// <summary>Asks the running cell, if there is one, to stop, and ends the process if it does not.</summary>
    public void Interrupt()
    {
        if (pending is not { IsCell: true } cell)
            return;
        interruptedId = cell.Id;
        Tell("interrupt_request", [], cell.Id);
        _ = Task.Delay(Grace).ContinueWith(_ => KillIfPending(cell.Id), TaskScheduler.Default);
    }

    public void Tell(string type, JsonObject content, int id = 0)
    {
        try
        {
            channel.Write(type, content, id);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // The process has just ended; Ended says so.
        }
    }

    /// <summary>Ends the process, and what cells have started with it: it leads its own session.</summary>
    public void Kill()
    {
        if (process.HasExited)
            return;
        Native.KillGroup(process.Id);
        process.Kill();
    }

    private void KillIfPending(int id)
    {
        if (Pending(id) is not null)
            Kill();
    }

    private void Listen()
    {
        while (channel.Read() is { } line)
        {
            if (line.Type != Line.Answer)
                told(line.Type, line.Content);
            else
                Pending(line.Id)?.Answer.TrySetResult(line.Content);
        }
        process.WaitForExit();
        Task.WaitAll(outputs, StreamsDrained);
        channel.Dispose();
        ended.TrySetResult(process.ExitCode);
    }

    private async Task Pump(Stream stream, string name, string token)
    {
        var marked = new MarkedStream(MarkedStream.MarkPrefix(token), text => told("stream", Line.Stream(name, text)), id => Pending(id)?.Drained[name].TrySetResult());
        var buffer = new byte[1 << 14];
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
            marked.Push(buffer.AsSpan(0, read));
    }

    private Request? Pending(int id) => pending is { } request && request.Id == id ? request : null;

    private sealed record Request(int Id, bool IsCell)
    {
        public TaskCompletionSource<JsonObject> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Of each standard stream: that all the cell wrote to it has been told.</summary>
        public Dictionary<string, TaskCompletionSource> Drained { get; } = new() { ["stdout"] = new(), ["stderr"] = new() };
    }
}
