using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace NotebookKernel.Evaluation;

/// <summary>The chain of cells run so far: each sees the declarations of those before it.</summary>
internal sealed class ScriptSession
{
    // What .NET Interactive imports; the last one is a class, whose display and HTML are called without its name.
    private static readonly string[] Imports =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        "Microsoft.DotNet.Interactive.Kernel",
    ];

    private readonly InteractiveAssemblyLoader loader;
    private ScriptOptions options;
    private ScriptState<object>? state;

    public ScriptSession(InteractiveAssemblyLoader loader, IEnumerable<MetadataReference> references)
    {
        this.loader = loader;
        options = ScriptOptions.Default
            .WithLanguageVersion(LanguageVersion.Latest)
            .WithReferences(references)
            .WithImports(Imports)
            .WithEmitDebugInformation(true)
            .WithFileEncoding(Encoding.UTF8)
            .WithAllowUnsafe(true);
    }

    public void AddReference(MetadataReference reference) => options = options.AddReferences(reference);

    /// <exception cref="CellFailure">The code does not compile.</exception>
    public Script<object> Compile(string code, string source, CancellationToken cancellation)
    {
        var script = Next(code, source);
        var diagnostics = script.Compile(cancellation);
        return diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            ? throw FailureReport.OfDiagnostics(diagnostics)
            : script;
    }

    /// <summary>Runs a compiled cell; what it declared before it failed stays.</summary>
    public async Task<ScriptState<object>> Run(Script<object> script)
    {
        var ran = state is null
            ? await script.RunAsync(globals: null, catchException: _ => true)
            : await script.RunFromAsync(state, catchException: _ => true);
        state = ran;
        return ran;
    }

    /// <summary>Compiles and runs something small, so that the first cell does not wait for the compiler to be loaded.</summary>
    public void WarmUp() =>
        Compile("var warm = Enumerable.Range(0, 2).Select(i => $\"{i}\").ToList(); warm.Count", "warm-up", CancellationToken.None)
            .RunAsync().GetAwaiter().GetResult();

    /// <summary>The code as it would be compiled now, for questions about it.</summary>
    public (Compilation Compilation, SyntaxTree Tree) Probe(string code)
    {
        var compilation = Next(code, "").GetCompilation();
        return (compilation, compilation.SyntaxTrees.Last());
    }

    /// <summary>Whether the cell ends in an expression with a value, which is then its result.</summary>
    public static bool HasValue(Script<object> script)
    {
        var compilation = script.GetCompilation();
        var tree = compilation.SyntaxTrees.Last();
        var last = ((CompilationUnitSyntax)tree.GetRoot()).Members.LastOrDefault();
        return last is GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } statement }
            && compilation.GetSemanticModel(tree).GetTypeInfo(statement.Expression).Type is not { SpecialType: SpecialType.System_Void };
    }

    private Script<object> Next(string code, string source)
    {
        var folder = Directory.GetCurrentDirectory();
        var here = options
            .WithFilePath(source)
            .WithSourceResolver(new SourceFileResolver([], folder))
            .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(folder));
        return state is null
            ? CSharpScript.Create<object>(code, here, assemblyLoader: loader)
            : state.Script.ContinueWith<object>(code, here);
    }
}
