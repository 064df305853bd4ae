using Microsoft.CodeAnalysis;

namespace NotebookKernel.Evaluation;

/// <summary>A place in a cell or a file, lines and columns from 1.</summary>
internal sealed record SourcePosition(string Source, int Line, int Column)
{
    public override string ToString() => $"{Source}, line {Line}, column {Column}";

    public static SourcePosition Of(Location location)
    {
        var span = location.GetMappedLineSpan();
        return new SourcePosition(NameOf(span.Path), span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1);
    }

    /// <summary>The path of a file; a cell is no file, whatever folder the compiler has put before its name.</summary>
    public static string NameOf(string path) => File.Exists(path) ? path : Path.GetFileName(path);
}
