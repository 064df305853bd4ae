using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>Runs commands and tells what happens. Its static methods are what a notebook cell calls.</summary>
public abstract class Kernel
{
    private readonly EventStream events = new();

    static Kernel() => Formatter.SubscribeToDisplayedValues(Show);

    protected Kernel(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    public static Kernel Current => KernelInvocationContext.Current.HandlingKernel;

    public string Name { get; }

    public IObservable<KernelEvent> KernelEvents => events;

    public static DisplayedValue display(object value, params string[] mimeTypes) => value.Display(mimeTypes);

    public static IHtmlContent HTML(string content) => content.ToHtmlContent();

    public static void Javascript(string scriptContent) =>
        KernelInvocationContext.Current.DisplayAs($"<script type=\"text/javascript\">{scriptContent}</script>", HtmlFormatter.MimeType);

    public static void CSS(string content) =>
        Javascript($"const style = document.createElement('style'); style.textContent = `{content}`; document.head.appendChild(style);");

    public async Task<KernelCommandResult> SendAsync(KernelCommand command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        using var context = new KernelInvocationContext(command, this, cancellationToken);
        using var forwarding = context.KernelEvents.Subscribe(new Forwarder(events));
        try
        {
            if (command is SubmitCode submitCode && this is IKernelCommandHandler<SubmitCode> handler)
                await handler.HandleAsync(submitCode, context);
            else
                await command.InvokeAsync(context);
            context.Complete(command);
        }
        catch (Exception exception)
        {
            context.Fail(command, exception);
        }
        return context.Result;
    }

    private static void Show(DisplayedValue displayed)
    {
        if (KernelInvocationContext.Current is { } context)
            context.Show(displayed);
        else
            Formatter.WriteToConsole(displayed);
    }

    private sealed class Forwarder(EventStream target) : IObserver<KernelEvent>
    {
        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void OnNext(KernelEvent value) => target.Publish(value);
    }
}
