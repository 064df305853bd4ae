using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.PackageManagement;

namespace NotebookKernel.Evaluation;

/// <summary>
/// Runs cells in the C# kernel of .NET Interactive, on threads that can be interrupted. What it shows is told to the front process.
/// </summary>
internal sealed class CellRunner
{
    private const string CSharp = "csharp";
    private const string UnknownDirective = "error DNI101";

    /// <summary>
    /// What every cell can call without asking. The package's <c>display</c> gives back an object with another display id than the one
    /// it has shown, so that updating it would change nothing; these come before it in every cell.
    /// </summary>
    private const string Helpers = """
        using static Microsoft.DotNet.Interactive.Kernel;
        static Microsoft.DotNet.Interactive.Formatting.DisplayedValue display(object value, params string[] mimeTypes) =>
            Microsoft.DotNet.Interactive.KernelInvocationContext.Current is { } context
                ? Microsoft.DotNet.Interactive.KernelInvocationContextExtensions.Display(context, value, mimeTypes)
                : Microsoft.DotNet.Interactive.Kernel.display(value, mimeTypes);
        static Microsoft.DotNet.Interactive.Formatting.DisplayedValue Display(this object value, params string[] mimeTypes) => display(value, mimeTypes);
        static Microsoft.DotNet.Interactive.Formatting.DisplayedValue DisplayAs(this string value, string mimeType) =>
            Microsoft.DotNet.Interactive.KernelInvocationContext.Current is { } context
                ? Microsoft.DotNet.Interactive.KernelInvocationContextExtensions.DisplayAs(context, value, mimeType)
                : System.DisplayExtensions.DisplayAs(value, mimeType);
        """;

    private readonly Action connectConsole;
    private readonly CompositeKernel kernel = new();
    private readonly CSharpKernel csharp = new(CSharp);
    private readonly KernelExtensions extensions;
    private readonly AsyncLocal<CellPlace> place = new();
    private readonly Lock gate = new();
    private int currentId;
    private int interruptedId;

    public CellRunner(Action<string, JsonObject> show, Action connectConsole, CellInput input)
    {
        this.connectConsole = connectConsole;
        ref var options = ref PackageInternals.ScriptOptions(csharp);
        options = options.AddReferences(typeof(LoopChecks).Assembly).WithEmitDebugInformation(true).WithFileEncoding(System.Text.Encoding.UTF8).WithAllowUnsafe(true);
        csharp.UseNugetDirective((CSharpKernel target, IReadOnlyList<ResolvedPackageReference> packages) =>
        {
            target.AddAssemblyReferences(packages.SelectMany(package => package.AssemblyPaths));
            return Task.CompletedTask;
        });
        csharp.UseWho().UseValueSharing().AddMiddleware(RunInterruptibly);
        kernel.Add(csharp, ["c#", "C#"]);
        kernel.Add(new HtmlKernel());
        kernel.Add(new KeyValueStoreKernel().UseWho());
        kernel.DefaultKernelName = CSharp;
        kernel.UseImportMagicCommand().AddMiddleware(Watch);
        kernel.RegisterCommandHandler<ImportDocument>((command, context) => new DocumentImport(kernel, place).Run(command.FilePath, context));
        kernel.SetDefaultTargetKernelNameForCommand(typeof(RequestInput), kernel.Name);
        kernel.RegisterCommandHandler<RequestInput>((command, context) =>
        {
            context.Publish(new InputProduced(input.Ask(command.Prompt, command.IsPassword), command));
            return Task.CompletedTask;
        });
        extensions = new KernelExtensions(kernel);
        NativeLibraries.FindBesideAssemblies();
        kernel.KernelEvents.Subscribe(published =>
        {
            if (ShownValue.Of(published) is not var (type, content))
                return;
            CellExecution.Current?.BeforeShowing();
            show(type, content);
        });
    }

    /// <summary>Runs what every session begins with, so that the first cell does not wait for the compiler to be loaded.</summary>
    public void WarmUp() => kernel.SendAsync(new SubmitCode(Helpers, CSharp)).GetAwaiter().GetResult();

    public JsonObject Execute(int id, string code, string cell)
    {
        var execution = new CellExecution();
        lock (gate)
        {
            // An interrupt can come before its cell does, when the evaluator has only just started.
            if (id == interruptedId)
                return FailureReport.Interrupted().ToAnswer();
            (CellExecution.Current, currentId) = (execution, id);
        }
        try
        {
            return Submit(code, cell, execution)?.ToAnswer() ?? new JsonObject { ["status"] = "ok" };
        }
        finally
        {
            lock (gate)
                CellExecution.Current = null;
        }
    }

    /// <summary>Interrupts the cell with this number, whether it runs already or is still to come.</summary>
    public void Interrupt(int id)
    {
        lock (gate)
        {
            interruptedId = id;
            if (id == currentId)
                CellExecution.Current?.Interrupt();
        }
    }

    public JsonObject Complete(string code, int cursor) =>
        CodeQuestions.Completions(code, cursor, Ask<CompletionsProduced>(new RequestCompletions(code, CodeQuestions.Position(code, cursor), CSharp)));

    public JsonObject Inspect(string code, int cursor)
    {
        var position = CodeQuestions.Position(code, cursor);
        return CodeQuestions.Description(
            Ask<HoverTextProduced>(new RequestHoverText(code, position, CSharp)),
            () => Ask<SignatureHelpProduced>(new RequestSignatureHelp(code, position, CSharp)));
    }

    private TEvent? Ask<TEvent>(KernelCommand command)
        where TEvent : KernelEvent => kernel.SendAsync(command).GetAwaiter().GetResult().Events.OfType<TEvent>().FirstOrDefault();

    private CellFailure? Submit(string code, string cell, CellExecution execution)
    {
        place.Value = new CellPlace(cell, Directory.GetCurrentDirectory(), Depth: 0);
        using var abandonment = new CancellationTokenSource();
        var sent = kernel.SendAsync(new SubmitCode(CellLines.Marked(code, cell), CSharp), abandonment.Token);
        if (!execution.Wait(sent))
        {
            // Such as a package that is being downloaded.
            abandonment.Cancel();
            return FailureReport.Interrupted();
        }
        if (execution.Interrupted.IsCancellationRequested)
            return sent is { IsCompletedSuccessfully: true } && Failure(sent.Result) is null ? null : FailureReport.Interrupted();
        if (sent.Exception is { } exception)
            return FailureReport.OfException(exception);
        return Failure(sent.Result) is { } failed ? FailureReport.OfCommand(failed, code, cell) : null;
    }

    private CommandFailed? Failure(KernelCommandResult result)
    {
        var failed = result.Events.OfType<CommandFailed>().FirstOrDefault();
        if (failed?.Message?.Contains(UnknownDirective, StringComparison.Ordinal) == true)
            failed.Message += $" These are known: {string.Join(", ", kernel.KernelInfo.SupportedDirectives.Concat(csharp.KernelInfo.SupportedDirectives).Select(known => known.Name).Order())}.";
        return failed;
    }

    /// <summary>Runs C# of the cell, or of what it imports, on threads of its execution.</summary>
    private Task RunInterruptibly(KernelCommand command, KernelInvocationContext context, KernelPipelineContinuation next)
    {
        if (command is not SubmitCode submission || CellExecution.Current is not { } execution)
            return next(command, context);
        ref var options = ref PackageInternals.ScriptOptions(csharp);
        options = options.WithFilePath(place.Value!.FilePath);
        PackageInternals.SetCode(submission, LoopChecks.Inserted(submission.Code, place.Value.FilePath));
        connectConsole();
        execution.Run(() => next(command, context));
        return Task.CompletedTask;
    }

    private async Task Watch(KernelCommand command, KernelInvocationContext context, KernelPipelineContinuation next)
    {
        using var cancelling = CellExecution.Current?.Interrupted.Register(() => _ = PackageInternals.Cancellation(context).CancelAsync());
        await next(command, context);
        extensions.LoadThoseOfPackages();
    }
}
