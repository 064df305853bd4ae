namespace NotebookKernel.Tests.EndToEnd;

/// <summary>A value only <see cref="TestExtension"/> knows how to show.</summary>
public sealed class TestFigure;
