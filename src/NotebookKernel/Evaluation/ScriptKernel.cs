using System.Runtime.ExceptionServices;
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
    private Action<KernelInvocationContext, SubmitCode>? body;
    private ExceptionDispatchInfo? failure;

    public ScriptKernel(Action<JsonObject> tell)
        : base("csharp")
    {
        this.tell = tell;
        KernelEvents.Subscribe(this);
    }

    /// <summary>Runs <paramref name="run"/> as the handling of one submission, whose context is then the current one.</summary>
    public void Submit(string code, Action<KernelInvocationContext, SubmitCode> run, CancellationToken cancellation)
    {
        (body, failure) = (run, null);
        SendAsync(new SubmitCode(code), cancellation).GetAwaiter().GetResult();
        failure?.Throw();
    }

    Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        try
        {
            body!(context, command);
        }
        catch (Exception exception)
        {
            failure = ExceptionDispatchInfo.Capture(exception);
            context.Fail(command, exception);
        }
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
