using System.Globalization;
using System.Text;

namespace Ggsm.Users;

/// <summary>
/// The input template of GG-SM (appendix A.1):
/// <c>&lt;bill&gt;…&lt;/bill&gt;&lt;minipro&gt;…&lt;/minipro&gt;&lt;spm&gt;…&lt;/spm&gt;&lt;app&gt;…&lt;/app&gt;&lt;search&gt;…&lt;/search&gt;&lt;tabular&gt;…&lt;/tabular&gt; Instruction: {optional q} &lt;USER&gt;</c>.
/// </summary>
/// <remarks>
/// The paper leaves the inside of the tags open. Here events stand oldest first, divided by <c>"; "</c>, each as its
/// field values; the first event of each recency (<c>older</c> than 30 days, <c>month</c>, <c>week</c>, <c>today</c>)
/// is preceded by that word. Numbers are rounded to two significant digits. Tabular facts are <c>name value</c>.
/// In values, angle brackets and semicolons are replaced, so that no value can forge a tag, the anchor or an event.
/// </remarks>
public static class PromptTemplate
{
    internal const string Separator = "; ";
    internal const string InstructionLead = " Instruction: ";

    /// <summary>The words that date an event, oldest first.</summary>
    internal static readonly string[] RecencyWords = ["older", "month", "week", "today"];

    /// <summary>Renders the history; neither id, future nor labels appear in it.</summary>
    /// <param name="profile">The user.</param>
    /// <param name="instruction">What the embedding is for; empty gives the general embedding.</param>
    /// <param name="budget">How much of each modality is taken; null for all of it.</param>
    public static string Render(UserProfile profile, string? instruction = null, ModalityBudget? budget = null)
    {
        var text = new StringBuilder();
        foreach (var modality in Modalities.OfEvents)
        {
            var events = budget?.Newest(profile, modality) ?? profile.Events(modality);
            text.Append(modality.OpeningTag()).Append(RenderEvents(events, profile.AsOf)).Append(modality.ClosingTag());
        }

        return text
            .Append(Modality.Tabular.OpeningTag())
            .AppendJoin(Separator, (budget?.Facts(profile) ?? profile.Tabular).Select(f => $"{Clean(f.Name)} {RenderValue(f)}"))
            .Append(Modality.Tabular.ClosingTag())
            .Append(InstructionLead)
            .Append(string.IsNullOrWhiteSpace(instruction) ? "" : Clean(instruction) + " ")
            .Append(SpecialTokens.User)
            .ToString();
    }

    /// <summary>Renders one event without its recency: its field values, divided by spaces.</summary>
    public static string RenderEvent(UserEvent userEvent) =>
        string.Join(' ', userEvent.Fields.Select(RenderValue).Where(v => v.Length > 0));

    private static string RenderEvents(IEnumerable<UserEvent> events, DateTimeOffset asOf)
    {
        string? before = null;
        var items = new List<string>();
        foreach (var userEvent in events)
        {
            var recency = Recency(asOf - userEvent.Time);
            var rendered = RenderEvent(userEvent);
            items.Add(recency == before ? rendered : $"{recency}: {rendered}");
            before = recency;
        }

        return string.Join(Separator, items);
    }

    private static string Recency(TimeSpan age) => age.TotalDays switch
    {
        < 1 => RecencyWords[3],
        < 7 => RecencyWords[2],
        < 30 => RecencyWords[1],
        _ => RecencyWords[0],
    };

    internal static string RenderValue(EventField field) => field.Number is { } number ? RenderNumber(number) : Clean(field.Text);

    private static string RenderNumber(double number)
    {
        var unit = 1m;
        var rounded = (decimal)Math.Clamp(number, -1e15, 1e15);
        while (Math.Abs(rounded) / unit >= 100)
            unit *= 10;
        while (rounded != 0 && Math.Abs(rounded) / unit < 10 && unit > 0.0001m)
            unit /= 10;
        return (Math.Round(rounded / unit) * unit).ToString("0.####", CultureInfo.InvariantCulture);
    }

    internal static string Clean(string value) =>
        string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Replace('<', '(').Replace('>', ')').Replace(';', ',');
}
