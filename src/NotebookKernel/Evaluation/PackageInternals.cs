using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;

namespace NotebookKernel.Evaluation;

/// <summary>
/// The members of .NET Interactive that a promise of this kernel needs and that have no public face. The packages are pinned to
/// one version, the last that was published, and the end-to-end tests fail if one is missing.
/// </summary>
internal static class PackageInternals
{
    /// <summary>How cells are compiled: without debug information an exception could not name its line.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_scriptOptions")]
    public static extern ref ScriptOptions ScriptOptions(CSharpKernel kernel);

    /// <summary>
    /// Cancels the token that running code sees. The public ways of cancelling also close the context, and what a cell still
    /// shows while it winds down would be lost.
    /// </summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cancellationTokenSource")]
    public static extern ref readonly CancellationTokenSource Cancellation(KernelInvocationContext context);

    /// <summary>Changes what is compiled of a cell once .NET Interactive has cut out what is C#.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_Code")]
    public static extern void SetCode(SubmitCode command, string code);
}
