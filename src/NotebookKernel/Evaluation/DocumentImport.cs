using System.Text.Json;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Documents;
using Microsoft.DotNet.Interactive.Events;

namespace NotebookKernel.Evaluation;

/// <summary>
/// Runs the cells of a notebook or script that <c>#!import</c> names. The package's own handler neither stops at a cell that fails
/// nor sees a relative path from the importing file.
/// </summary>
internal sealed class DocumentImport(CompositeKernel kernel, AsyncLocal<CellPlace> place)
{
    private const int DeepestImport = 32;

    /// <exception cref="CellFailure">A cell of it failed.</exception>
    /// <exception cref="DirectiveException">It is not there, no document, or imports itself.</exception>
    public async Task Run(string file, KernelInvocationContext context)
    {
        var importing = place.Value!;
        var path = Path.GetFullPath(file, importing.Folder);
        if (!File.Exists(path))
            throw new DirectiveException(file, $"'{file}' was not found, seen from {importing.Folder}.");
        if (importing.Depth == DeepestImport)
            throw new DirectiveException(file, $"{path} imports itself.");
        var number = 0;
        foreach (var cell in (await Load(file, path)).Elements)
        {
            if (cell.KernelName == "markdown")
                context.DisplayAs(cell.Contents, "text/markdown");
            if (!kernel.ChildKernels.Any(child => child.Name == cell.KernelName || child.KernelInfo.Aliases.Contains(cell.KernelName)))
                continue;
            var label = Path.GetExtension(path) is ".cs" or ".csx" ? Path.GetFileName(path) : $"{Path.GetFileName(path)} [{++number}]";
            place.Value = new CellPlace(label, Path.GetDirectoryName(path)!, importing.Depth + 1);
            var result = await kernel.SendAsync(new SubmitCode(CellLines.Marked(cell.Contents, place.Value.FilePath), cell.KernelName));
            if (result.Events.OfType<CommandFailed>().FirstOrDefault() is { } failed)
                throw FailureReport.OfCommand(failed, cell.Contents, label);
        }
        place.Value = importing;
    }

    private async Task<InteractiveDocument> Load(string file, string path)
    {
        KernelInfoCollection known = [new Microsoft.DotNet.Interactive.Documents.KernelInfo("markdown", "Markdown")];
        foreach (var child in kernel.ChildKernels)
            known.Add(new Microsoft.DotNet.Interactive.Documents.KernelInfo(child.Name, child.KernelInfo.LanguageName, child.KernelInfo.Aliases));
        known.DefaultKernelName = kernel.DefaultKernelName;
        try
        {
            return await InteractiveDocument.LoadAsync(new FileInfo(path), known);
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException or NullReferenceException or KeyNotFoundException)
        {
            throw new DirectiveException(file, $"{path} is no notebook or script that can be imported: {damaged.Message}", damaged);
        }
    }
}
