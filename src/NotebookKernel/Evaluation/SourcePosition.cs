using Microsoft.CodeAnalysis;

namespace NotebookKernel.Evaluation;

/// <summary>A place in a cell or a file, lines and columns from 1.</summary>
internal sealed record SourcePosition(string Source, int Line, int Column)
{
    public override string ToString() => $"{Source}, line {Line}, column {Column}";

    public static SourcePosition Of(Location location)
    {
        var span = location.GetLineSpan();
        return new SourcePosition(span.Path, span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1);
    }
}
