using System.Text.Json.Nodes;
using NotebookKernel.Protocol;

namespace NotebookKernel.Evaluation;

/// <summary>Why a cell failed, as the reader of the notebook shall see it.</summary>
internal sealed class CellFailure(string name, string message, IReadOnlyList<string> trace) : Exception(message)
{
    public JsonObject ToAnswer() => Line.Error(name, Message, trace);
}

/// <summary>A directive that cannot be followed; <paramref name="argument"/> is what it names.</summary>
internal sealed class DirectiveException(string argument, string message, Exception? cause = null) : Exception(message, cause)
{
    public string Argument { get; } = argument;
}
