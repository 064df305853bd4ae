namespace Notebooks.Tests;

/// <summary>The tests that share one run of all chapters.</summary>
[CollectionDefinition(Collection)]
public sealed class Chapters : ICollectionFixture<NotebookRun>
{
    internal const string Collection = "chapters";
}
