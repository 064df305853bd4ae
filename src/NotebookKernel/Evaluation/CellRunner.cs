using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookKernel.Evaluation;

/// <summary>Runs cells: their directives, their C#, what they import; and answers questions about code.</summary>
internal sealed class CellRunner
{
    private const int DeepestImport = 32;

    private readonly ScriptKernel kernel;
    private readonly AssemblyReferences references;
    private readonly ScriptSession session;
    private readonly NuGetPackages packages = new();
    private readonly HashSet<Assembly> extended = [];
    private readonly Lock gate = new();
    private CellExecution? current;
    private int currentId;
    private int interruptedId;

    public CellRunner(Action<JsonObject> tell)
    {
        var loader = new InteractiveAssemblyLoader();
        kernel = new ScriptKernel(tell);
        references = new AssemblyReferences(loader);
        session = new ScriptSession(loader, references.Initial());
    }

    public void WarmUp() => session.WarmUp();

    public JsonObject Execute(int id, string code, string cell)
    {
        var execution = new CellExecution();
        lock (gate)
        {
            // An interrupt can come before its cell does, when the evaluator has only just started.
            if (id == interruptedId)
                return FailureReport.Interrupted().ToAnswer();
            (current, currentId) = (execution, id);
        }
        try
        {
            RunCell(code, cell, Directory.GetCurrentDirectory(), execution, depth: 0);
            return new JsonObject { ["status"] = "ok" };
        }
        catch (CellFailure failure)
        {
            return failure.ToAnswer();
        }
        catch (Exception) when (execution.Interrupted.IsCancellationRequested)
        {
            return FailureReport.Interrupted().ToAnswer();
        }
        catch (Exception exception)
        {
            return FailureReport.OfException(exception).ToAnswer();
        }
        finally
        {
            lock (gate)
                current = null;
        }
    }

    /// <summary>Interrupts the cell with this number, whether it runs already or is still to come.</summary>
    public void Interrupt(int id)
    {
        lock (gate)
        {
            interruptedId = id;
            if (id == currentId)
                current?.Interrupt();
        }
    }

    /// <exception cref="OperationCanceledException">The running cell has been interrupted.</exception>
    public void ThrowIfInterrupted()
    {
        lock (gate)
            current?.Interrupted.ThrowIfCancellationRequested();
    }

    public JsonObject Complete(string code, int cursor)
    {
        var (compilation, tree) = session.Probe(CellSource.WithoutDirectives(code));
        return CodeCompletion.At(compilation, tree, cursor);
    }

    public JsonObject Inspect(string code, int cursor)
    {
        var (compilation, tree) = session.Probe(CellSource.WithoutDirectives(code));
        return CodeInspection.At(compilation, tree, cursor);
    }

    public static JsonObject IsComplete(string code) => CodeCompleteness.Of(CellSource.WithoutDirectives(code));

    private void RunCell(string code, string source, string folder, CellExecution execution, int depth)
    {
        foreach (var part in CellSource.Split(code, source))
        {
            if (part is CodePart { Code: var csharp })
                RunCode(csharp, source, execution);
            else if (part is DirectivePart directive)
                RunDirective(directive, folder, execution, depth);
        }
    }

    private void RunCode(string code, string source, CellExecution execution)
    {
        var script = session.Compile(code, source, execution.Interrupted);
        kernel.Submit(
            code,
            (context, command) => execution.Run(async () =>
            {
                var ran = await session.Run(script);
                if (ran.Exception is { } exception)
                    throw execution.Interrupted.IsCancellationRequested ? FailureReport.Interrupted() : FailureReport.OfException(exception);
                PublishValue(script, ran.ReturnValue, context, command);
                return true;
            }),
            execution.Interrupted);
    }

    private static void PublishValue(Script<object> script, object? value, KernelInvocationContext context, SubmitCode command)
    {
        // What has been displayed already is not shown a second time.
        if (value is DisplayedValue || !ScriptSession.HasValue(script))
            return;
        context.Publish(new ReturnValueProduced(value, command, FormattedValue.CreateManyFromObject(value)));
    }

    private void RunDirective(DirectivePart directive, string folder, CellExecution execution, int depth)
    {
        switch (directive)
        {
            case { Name: "#r", Argument: var argument } when NuGetPackages.Parse(argument) is { } package:
                AddPackage(package.Id, package.Version, directive.Position, execution);
                break;
            case { Name: "#r", Argument: var argument }:
                AddAssembly(references.Find(argument, folder) ?? throw NotFound(directive.Position, argument, folder), directive.Position, execution);
                break;
            case { Name: "#i", Argument: var argument } when argument.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase):
                packages.AddSource(argument["nuget:".Length..].Trim());
                break;
            case { Name: "#!import", Argument: var argument }:
                Import(argument, directive.Position, folder, execution, depth);
                break;
            case { Name: "#!csharp" or "#!c#" }:
                break;
            default:
                throw FailureReport.At(directive.Position, "UnknownDirective", $"'{directive.Name}' is not known here; #r, #i, #!import and #!csharp are.");
        }
    }

    private void AddAssembly(string path, SourcePosition position, CellExecution execution)
    {
        try
        {
            var (assembly, reference) = references.Add(path);
            if (reference is not null)
                session.AddReference(reference);
            LoadExtensions(assembly, execution);
        }
        catch (Exception damaged) when (damaged is BadImageFormatException or FileLoadException)
        {
            throw FailureReport.At(position, "BadAssembly", $"{path} cannot be loaded: {damaged.Message}");
        }
    }

    private void AddPackage(string id, string version, SourcePosition position, CellExecution execution)
    {
        IReadOnlyList<RestoredPackage> restored;
        try
        {
            restored = packages.Add(id, version, execution.Interrupted);
        }
        catch (InvalidOperationException refused)
        {
            throw FailureReport.At(position, "PackageNotRestored", $"{id}, {version}: {refused.Message}");
        }
        foreach (var folder in restored.SelectMany(package => package.NativeFolders.Concat(package.Assemblies.Select(file => Path.GetDirectoryName(file)!))))
            references.AddFolder(folder);
        foreach (var file in restored.SelectMany(package => package.Assemblies.Concat(package.Extensions)))
            AddAssembly(file, position, execution);
        var found = restored.First(package => string.Equals(package.Id, id, StringComparison.OrdinalIgnoreCase));
        Console.WriteLine($"Installed {found.Id}, {found.Version}");
    }

    /// <summary>Lets the extensions of an assembly set the kernel up, each assembly once.</summary>
    private void LoadExtensions(Assembly assembly, CellExecution execution)
    {
        var interactive = typeof(IKernelExtension).Assembly;
        if (assembly == interactive || !assembly.GetReferencedAssemblies().Any(name => name.Name == interactive.GetName().Name) || !extended.Add(assembly))
            return;
        foreach (var type in assembly.GetExportedTypes().Where(type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(IKernelExtension))))
        {
            var extension = (IKernelExtension)Activator.CreateInstance(type)!;
            kernel.Submit($"// {type.FullName}", (_, _) => execution.Run(async () =>
            {
                await extension.OnLoadAsync(kernel);
                return true;
            }), execution.Interrupted);
        }
    }

    private void Import(string argument, SourcePosition position, string folder, CellExecution execution, int depth)
    {
        var path = Path.GetFullPath(argument, folder);
        if (!File.Exists(path))
            throw NotFound(position, argument, folder);
        if (depth == DeepestImport)
            throw FailureReport.At(position, "ImportTooDeep", $"{path} imports itself.");
        IReadOnlyList<(string Label, string Code)> cells;
        try
        {
            cells = NotebookDocument.Read(path);
        }
        catch (InvalidDataException damaged)
        {
            throw FailureReport.At(position, "ImportFailed", damaged.Message);
        }
        foreach (var (label, code) in cells)
            RunCell(code, label, Path.GetDirectoryName(path)!, execution, depth + 1);
    }

    private static CellFailure NotFound(SourcePosition position, string argument, string folder) =>
        FailureReport.At(position, "FileNotFound", $"'{argument}' was not found, seen from {folder}.");
}
