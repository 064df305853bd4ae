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
    private readonly Action<string, JsonObject> told;
    private readonly Lock gate = new();
    private readonly Dictionary<int, (TaskCompletionSource<JsonObject> Answer, CountdownEvent Drained)> waiting = [];
    private readonly TaskCompletionSource<int> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task[] outputs;
    private int lastId;
    private int executingId;

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
    public bool HasEnded => Ended.IsCompleted || OfLivingProcess(() => process.HasExited, otherwise: true);

    /// <summary>Starts an evaluator; <paramref name="told"/> gets its streams, displays, results and requests for input, in order.</summary>
    public static EvaluatorProcess Start(Action<string, JsonObject> told)
    {
        var requests = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        var events = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        var token = Guid.NewGuid().ToString("N");
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] program = Path.GetFileNameWithoutExtension(start.FileName) == "dotnet" ? [Assembly.GetEntryAssembly()!.Location] : [];
        foreach (var argument in program.Append("evaluate").Append(requests.GetClientHandleAsString()).Append(events.GetClientHandleAsString()).Append(token))
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
        var executes = type == "execute_request";
        var answer = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        var drained = new CountdownEvent(executes ? 2 : 0);
        int id;
        lock (gate)
        {
            id = ++lastId;
            waiting[id] = (answer, drained);
            if (executes)
                executingId = id;
        }
        Tell(type, request, id);
        await Task.WhenAny(answer.Task, Ended);
        if (answer.Task.IsCompleted)
            await Task.Run(() => drained.Wait(StreamsDrained));
        lock (gate)
            waiting.Remove(id);
        return answer.Task.IsCompleted ? await answer.Task : null;
    }

    /// <summary>Asks the cell that was sent last to stop.</summary>
    public void Interrupt() => Tell("interrupt_request", [], executingId);

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
    public void Kill() => OfLivingProcess(
        () =>
        {
            Native.KillGroup(process.Id);
            process.Kill();
            return true;
        },
        otherwise: false);

    /// <summary>Ends the process; what belongs to it is released when its end has been seen.</summary>
    public void Dispose()
    {
        if (!Ended.IsCompleted)
            Kill();
    }

    private static bool OfLivingProcess(Func<bool> question, bool otherwise)
    {
        try
        {
            return question();
        }
        catch (InvalidOperationException)
        {
            // Already released, because its end has been seen.
            return otherwise;
        }
    }

    private void Listen()
    {
        while (channel.Read() is { } line)
        {
            if (line.Type == Line.Answer)
                Waiting(line.Id)?.Answer.TrySetResult(line.Content);
            else
                told(line.Type, line.Content);
        }
        process.WaitForExit();
        Task.WaitAll(outputs, StreamsDrained);
        ended.TrySetResult(process.ExitCode);
        channel.Dispose();
        process.Dispose();
    }

    private async Task Pump(Stream stream, string name, string token)
    {
        var marked = new MarkedStream(MarkedStream.MarkPrefix(token), text => told("stream", Line.Stream(name, text)), id => Waiting(id)?.Drained.Signal());
        var buffer = new byte[1 << 14];
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
            marked.Push(buffer.AsSpan(0, read));
    }

    private (TaskCompletionSource<JsonObject> Answer, CountdownEvent Drained)? Waiting(int id)
    {
        lock (gate)
            return waiting.TryGetValue(id, out var found) ? found : null;
    }
}
