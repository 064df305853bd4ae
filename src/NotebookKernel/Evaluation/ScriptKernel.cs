using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using NotebookKernel.Protocol;

namespace NotebookKernel.Evaluation;

/// <summary>The kernel that cells and extensions see: what is displayed through it is told to the front process.</summary>
internal sealed class ScriptKernel : Kernel, IKernelCommandHandler<SubmitCode>, IObserver<KernelEvent>
{
    private readonly Action<JsonObject> tell;
    private Submission? submission;

    public ScriptKernel(Action<JsonObject> tell)
        : base("csharp")
    {
        this.tell = tell;
        KernelEvents.Subscribe(this);
    }

    /// <summary>Runs <paramref name="run"/> as the handling of one submission, whose context is then the current one.</summary>
    public void Submit(string code, Action<KernelInvocationContext, SubmitCode> run, CancellationToken cancellation)
    {
        var sent = submission = new Submission(run);
        try
        {
            SendAsync(new SubmitCode(code), cancellation).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The kernel no longer waits for what it handles; its thread runs on until it sees the interruption.
        }
        if (!sent.WaitUnlessUnbegun())
            cancellation.ThrowIfCancellationRequested();
    }

    Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        if (submission!.Run(context, command) is { } failure)
            context.Fail(command, failure);
        return Task.CompletedTask;
    }

    void IObserver<KernelEvent>.OnNext(KernelEvent value)
    {
        switch (value)
        {
            case ReturnValueProduced result:
                tell(Shown(Words.Result, result));
                break;
            case DisplayedValueUpdated updated:
                tell(Shown(Words.UpdateDisplay, updated));
                break;
            case DisplayedValueProduced displayed:
                tell(Shown(Words.Display, displayed));
                break;
            case StandardOutputValueProduced output:
                tell(Streams.Message(Streams.Output, string.Concat(output.FormattedValues.Select(formatted => formatted.Value))));
                break;
            case StandardErrorValueProduced error:
                tell(Streams.Message(Streams.Error, string.Concat(error.FormattedValues.Select(formatted => formatted.Value))));
                break;
        }
    }

    void IObserver<KernelEvent>.OnCompleted()
    {
    }

    void IObserver<KernelEvent>.OnError(Exception error)
    {
    }

    private static JsonObject Shown(string type, DisplayEvent shown) => new()
    {
        [Words.Type] = type,
        [Words.Data] = MimeBundle.Of(shown.Value, shown.FormattedValues),
        [Words.DisplayId] = shown.ValueId,
    };
}
