namespace Ggsm.Checkpoints;

/// <summary>Names for a message that fits a screen.</summary>
internal static class TruncatedNames
{
    private const int Most = 8;

    /// <summary>The first names, and how many more there are.</summary>
    public static string Of(IReadOnlyList<string> names) =>
        names.Count == 0 ? "none" : string.Join(", ", names.Take(Most)) + (names.Count > Most ? $" and {names.Count - Most} more" : "");
}
