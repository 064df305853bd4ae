using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Events;
using Diagnostic = Microsoft.CodeAnalysis.Diagnostic;

namespace NotebookKernel.Evaluation;

/// <summary>Turns diagnostics and exceptions into failures that name cell, line and column.</summary>
internal static partial class FailureReport
{
    /// <summary>The failure of a cell; a directive that failed is named by its place in <paramref name="code"/>.</summary>
    public static CellFailure OfCommand(CommandFailed failed, string code, string cell) => failed.Exception switch
    {
        CellFailure known => known,
        CodeSubmissionCompilationErrorException { InnerException: CompilationErrorException compilation } => OfDiagnostics(compilation.Diagnostics),
        DirectiveException refused => OfDirective(refused.Message, code, cell, directive => directive.Contains(refused.Argument, StringComparison.Ordinal)),
        { } exception => OfException(exception),
        null => OfDirective(failed.Message, code, cell, directive => NamesPackageOf(failed.Message, directive)),
    };

    public static CellFailure Interrupted() => new("Interrupted", "The cell was interrupted.", ["Interrupted: the cell was interrupted."]);

    public static CellFailure OfException(Exception exception)
    {
        if (exception is AggregateException { InnerExceptions: [var only] })
            exception = only;
        var lines = new List<string>();
        Describe(exception, lines);
        return new CellFailure(exception.GetType().FullName ?? exception.GetType().Name, exception.Message, lines);
    }

    private static CellFailure OfDirective(string message, string code, string cell, Func<string, bool> wanted)
    {
        // What .NET Interactive finds wrong with a line meant for it begins with the place.
        var diagnosed = Diagnosed().Match(message);
        var position = diagnosed.Success
            ? new SourcePosition(cell, int.Parse(diagnosed.Groups[1].Value), int.Parse(diagnosed.Groups[2].Value))
            : CellLines.FindDirective(code, cell, wanted);
        var text = $"{position?.ToString() ?? cell}: {(diagnosed.Success ? message[diagnosed.Length..] : message)}";
        return new CellFailure("DirectiveFailed", text, [text]);
    }

    private static bool NamesPackageOf(string message, string directive) =>
        Package().Match(directive) is { Success: true } package && message.Contains(package.Groups[1].Value, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^\((\d+),(\d+)\): ")]
    private static partial Regex Diagnosed();

    [GeneratedRegex(@"nuget:\s*([\w.\-]+)")]
    private static partial Regex Package();

    private static CellFailure OfDiagnostics(IEnumerable<Diagnostic> diagnostics)
    {
        string[] lines =
        [
            .. diagnostics
                .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
                .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
                .Select(diagnostic => $"{SourcePosition.Of(diagnostic.Location)}: error {diagnostic.Id}: {diagnostic.GetMessage()}"),
        ];
        return new CellFailure("CompilationError", lines[0], lines);
    }

    private static void Describe(Exception exception, List<string> lines)
    {
        lines.Add($"{exception.GetType().FullName}: {exception.Message}");
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetMethod() is not { } method || method.DeclaringType?.Assembly is not { } assembly)
                continue;
            // Below this is how the kernel got to the cell, which is not the reader's concern.
            if (assembly == typeof(FailureReport).Assembly || assembly == typeof(Script).Assembly)
                break;
            if (IsPlumbing(method))
                continue;
            lines.Add("   at " + Place(frame, method));
        }
        if (exception.InnerException is { } inner)
        {
            lines.Add(" ---> caused by");
            Describe(inner, lines);
        }
    }

    private static bool IsPlumbing(MethodBase method) =>
        method.DeclaringType?.Namespace is "System.Runtime.CompilerServices" or "System.Runtime.ExceptionServices";

    private static string Place(StackFrame frame, MethodBase method)
    {
        var name = MethodName(method);
        if (frame.GetFileName() is not { } file)
            return name;
        var position = new SourcePosition(SourcePosition.NameOf(file), frame.GetFileLineNumber(), frame.GetFileColumnNumber()).ToString();
        return name.Length == 0 ? position : $"{name} in {position}";
    }

    /// <summary>The name as it was written: no state machines, closures or submission classes; empty for the cell's own statements.</summary>
    private static string MethodName(MethodBase method)
    {
        var type = method.DeclaringType!;
        var name = method.Name;
        if (name == "MoveNext" && Written(type.Name) is { } stateMachineOf)
            (name, type) = (stateMachineOf, type.DeclaringType ?? type);
        else if (Written(name) is { } closureOf)
            name = closureOf;
        while (type.DeclaringType is { } outer && type.Name.StartsWith('<'))
            type = outer;
        if (name is "Initialize" or "<Initialize>" or "<Factory>" || name.Length == 0)
            return "";
        return type.Name.StartsWith("Submission#", StringComparison.Ordinal) ? name : $"{type.FullName?.Replace('+', '.')}.{name}";
    }

    /// <summary>What is between the angle brackets of a compiler-made name.</summary>
    private static string? Written(string name)
    {
        var end = name.LastIndexOf('>');
        return name.StartsWith('<') && end > 0 ? name[1..end].Trim('<', '>') : null;
    }
}
