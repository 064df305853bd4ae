using System.Diagnostics;
using System.IO.Pipes;
using System.Reflection;
using System.Text.Json.Nodes;
using NotebookKernel.Protocol;

namespace NotebookKernel.Front;

/// <summary>
/// The child process that runs the cells. Its protocol runs over two pipes of its own, so that whatever native code writes
/// to the standard streams is output and never protocol.
/// </summary>
internal sealed class EvaluatorProcess : IDisposable
{
    private static readonly TimeSpan StreamsDrained = TimeSpan.FromSeconds(1);

    private readonly Process process;
    private readonly JsonLines channel;
    private readonly Action<JsonObject> told;
    private readonly Lock gate = new();
    private readonly Dictionary<int, TaskCompletionSource<JsonObject>> waiting = [];
    private readonly Dictionary<int, CountdownEvent> undrained = [];
    private readonly TaskCompletionSource<int> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task[] outputs;
    private int lastId;
    private int executingId;

    private EvaluatorProcess(Process process, JsonLines channel, string token, Action<JsonObject> told)
    {
        this.process = process;
        this.channel = channel;
        this.told = told;
        var listener = new Thread(Listen) { IsBackground = true, Name = "evaluator events" };
        listener.Start();
        outputs = [Pump(process.StandardOutput.BaseStream, Streams.Output, token), Pump(process.StandardError.BaseStream, Streams.Error, token)];
    }

    /// <summary>Completes with the exit code when the process has ended and all it wrote was told.</summary>
    public Task<int> Ended => ended.Task;

    /// <summary>Whether the process has ended, even if not all it wrote was told yet.</summary>
    public bool HasEnded
    {
        get
        {
            try
            {
                return Ended.IsCompleted || process.HasExited;
            }
            catch (InvalidOperationException)
            {
                // Released, because its end has been seen.
                return true;
            }
        }
    }

    /// <summary>Starts an evaluator; <paramref name="told"/> gets its streams, displays, results and requests for input, in order.</summary>
    public static EvaluatorProcess Start(Action<JsonObject> told)
    {
        var requests = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        var events = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        var token = Guid.NewGuid().ToString("N");
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(Assembly.GetEntryAssembly()!.Location);
        foreach (var argument in new[] { "evaluate", requests.GetClientHandleAsString(), events.GetClientHandleAsString(), token })
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        requests.DisposeLocalCopyOfClientHandle();
        events.DisposeLocalCopyOfClientHandle();
        return new EvaluatorProcess(process, new JsonLines(events, requests), token, told);
    }

    /// <summary>Asks and waits for the answer; the answer to a cell comes after all of its output. Null when the process ended instead.</summary>
    public async Task<JsonObject?> Ask(string type, JsonObject request)
    {
        var answer = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        var drained = new CountdownEvent(2);
        int id;
        lock (gate)
        {
            id = ++lastId;
            waiting[id] = answer;
            if (type == Words.Execute)
                (undrained[id], executingId) = (drained, id);
        }
        request[Words.Type] = type;
        request[Words.Id] = id;
        Tell(request);
        await Task.WhenAny(answer.Task, Ended);
        if (!answer.Task.IsCompleted)
            return null;
        if (type == Words.Execute)
            await Task.Run(() => drained.Wait(StreamsDrained));
        lock (gate)
        {
            waiting.Remove(id);
            undrained.Remove(id);
        }
        return await answer.Task;
    }

    /// <summary>Asks the cell that was sent last to stop.</summary>
    public void Interrupt() => Tell(new JsonObject { [Words.Type] = Words.Interrupt, [Words.Id] = executingId });

    public void Tell(JsonObject message)
    {
        try
        {
            channel.Write(message);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // The process has just ended; Ended says so.
        }
    }

    public void Kill()
    {
        try
        {
            // The evaluator leads its own session, so this takes what cells have started with it.
            Native.KillGroup(process.Id);
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // Already gone.
        }
    }

    /// <summary>Ends the process; what belongs to it is released when its end has been seen.</summary>
    public void Dispose()
    {
        if (!Ended.IsCompleted)
            Kill();
    }

    private void Listen()
    {
        while (channel.Read() is { } message)
        {
            if ((string?)message[Words.Type] == Words.Answer)
                Complete((int)message[Words.Id]!, message);
            else
                told(message);
        }
        process.WaitForExit();
        Task.WaitAll(outputs, StreamsDrained);
        ended.TrySetResult(process.ExitCode);
        channel.Dispose();
        process.Dispose();
    }

    private void Complete(int id, JsonObject answer)
    {
        lock (gate)
            waiting.GetValueOrDefault(id)?.TrySetResult(answer);
    }

    private async Task Pump(Stream stream, string name, string token)
    {
        var marked = new MarkedStream(MarkedStream.MarkPrefix(token), text => told(Streams.Message(name, text)), Drained);
        var buffer = new byte[1 << 14];
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
            marked.Push(buffer.AsSpan(0, read));
    }

    private void Drained(int id)
    {
        lock (gate)
        {
            if (undrained.GetValueOrDefault(id) is { IsSet: false } drained)
                drained.Signal();
        }
    }
}
