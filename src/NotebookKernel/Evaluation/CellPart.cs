namespace NotebookKernel.Evaluation;

/// <summary>A part of a cell.</summary>
internal abstract record CellPart;

/// <summary>C# code.</summary>
internal sealed record CodePart(string Code) : CellPart;

/// <summary>A line for the kernel: <c>#r</c>, <c>#i</c> or <c>#!import</c> with what follows it.</summary>
internal sealed record DirectivePart(string Name, string Argument, SourcePosition Position) : CellPart;
