using System.Collections;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>The first items of a sequence; how many remain, or null when that cannot be told without running through it.</summary>
internal sealed record SequenceItems(IReadOnlyList<object> Items, int? Remaining)
{
    public string MoreText => Remaining is { } count ? $"({count} more)" : "(more)";

    public bool HasMore => Remaining != 0;

    public static SequenceItems Of(IEnumerable sequence)
    {
        var limit = Formatter.ListExpansionLimit;
        var items = new List<object>();
        foreach (var item in sequence)
        {
            if (items.Count == limit)
                return new SequenceItems(items, sequence is ICollection collection ? collection.Count - limit : null);
            items.Add(item);
        }
        return new SequenceItems(items, 0);
    }
}
