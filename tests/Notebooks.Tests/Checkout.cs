using Ggsm.Notebooks;

namespace Notebooks.Tests;

/// <summary>The checkout under test.</summary>
internal static class Checkout
{
    public static WorkbookPaths Paths { get; } = WorkbookPaths.Find(AppContext.BaseDirectory);

    public static IReadOnlyList<string> ChapterFiles { get; } =
        [.. Directory.GetFiles(Path.Combine(Paths.Root, "notebooks"), "*.ipynb").Order(StringComparer.Ordinal)];

    public static TheoryData<string> Chapters() => [.. ChapterFiles.Select(file => Path.GetFileNameWithoutExtension(file))];
}
