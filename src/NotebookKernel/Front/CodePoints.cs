namespace NotebookKernel.Front;

/// <summary>Jupyter counts a cursor in Unicode code points, .NET in UTF-16 units.</summary>
internal static class CodePoints
{
    public static int Count(string text) => text.EnumerateRunes().Count();

    public static int ToIndex(string text, int codePoints) =>
        text.EnumerateRunes().Take(Math.Max(0, codePoints)).Sum(rune => rune.Utf16SequenceLength);

    public static int FromIndex(string text, int index) => Count(text[..Math.Clamp(index, 0, text.Length)]);
}
