using System.Text;

namespace Ggsm.Users;

/// <summary>
/// A rendered prompt taken apart into its removable items, so that it can be shortened without cutting a tag,
/// an event or the anchor.
/// </summary>
internal sealed class PromptText
{
    private readonly Dictionary<Modality, List<string>> items;
    private readonly List<string> instruction;

    private PromptText(Dictionary<Modality, List<string>> items, List<string> instruction)
    {
        this.items = items;
        this.instruction = instruction;
    }

    /// <summary>Null when the text does not follow <see cref="PromptTemplate"/>.</summary>
    public static PromptText? TryParse(string text)
    {
        var items = new Dictionary<Modality, List<string>>();
        var at = 0;
        foreach (var modality in Modalities.All)
        {
            var (open, close) = (modality.OpeningTag(), modality.ClosingTag());
            if (string.CompareOrdinal(text, at, open, 0, open.Length) != 0)
                return null;
            var end = text.IndexOf(close, at, StringComparison.Ordinal);
            if (end < 0)
                return null;
            var inside = text[(at + open.Length)..end];
            items[modality] = inside.Length == 0 ? [] : [.. inside.Split(PromptTemplate.Separator)];
            at = end + close.Length;
        }

        if (string.CompareOrdinal(text, at, PromptTemplate.InstructionLead, 0, PromptTemplate.InstructionLead.Length) != 0)
            return null;
        var tail = text[(at + PromptTemplate.InstructionLead.Length)..];
        if (tail.EndsWith(SpecialTokens.User, StringComparison.Ordinal))
            tail = tail[..^SpecialTokens.User.Length];
        return new PromptText(items, [.. tail.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
    }

    /// <summary>
    /// Removes items until the text has at most <paramref name="maxTokens"/> tokens: first, again and again, the oldest
    /// event of the modality that takes most room; then the last tabular facts; then the last words of the instruction.
    /// </summary>
    /// <param name="maxTokens">The budget, anchor included.</param>
    /// <param name="count">Counts the tokens of a text.</param>
    /// <returns>Whether it fits; if not, only tags and anchor are left.</returns>
    public bool Fit(int maxTokens, Func<string, int> count)
    {
        var costs = items.ToDictionary(i => i.Key, i => new Queue<int>(i.Value.Select(item => count(PromptTemplate.Separator + item))));
        var sums = costs.ToDictionary(c => c.Key, c => c.Value.Sum());
        int excess;
        while ((excess = count(ToString()) - maxTokens) > 0)
        {
            var removed = 0;
            while (removed < excess)
            {
                var widest = Modalities.OfEvents.MaxBy(m => sums[m]);
                if (items[widest].Count == 0)
                    break;
                RemoveOldest(items[widest]);
                removed += costs[widest].Peek();
                sums[widest] -= costs[widest].Dequeue();
            }

            if (removed == 0 && !RemoveLast(items[Modality.Tabular]) && !RemoveLast(instruction))
                return false;
        }

        return true;
    }

    /// <summary>The prompt again, ending in the anchor.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var modality in Modalities.All)
            text.Append(modality.OpeningTag()).AppendJoin(PromptTemplate.Separator, items[modality]).Append(modality.ClosingTag());
        text.Append(PromptTemplate.InstructionLead);
        foreach (var word in instruction)
            text.Append(word).Append(' ');
        return text.Append(SpecialTokens.User).ToString();
    }

    private static void RemoveOldest(List<string> events)
    {
        var recency = RecencyOf(events[0]);
        events.RemoveAt(0);
        if (recency is not null && events.Count > 0 && RecencyOf(events[0]) is null)
            events[0] = $"{recency}: {events[0]}";
    }

    private static string? RecencyOf(string item) =>
        PromptTemplate.RecencyWords.FirstOrDefault(word => item.StartsWith(word + ": ", StringComparison.Ordinal));

    private static bool RemoveLast(List<string> list)
    {
        if (list.Count == 0)
            return false;
        list.RemoveAt(list.Count - 1);
        return true;
    }
}
