namespace Ggsm.Users;

/// <summary>
/// Writes a user as the template does (<see cref="PromptTemplate"/>), with one position for each event and fact instead of its text:
/// tags, instruction and anchor stay tokens.
/// </summary>
public sealed class EventPrompt
{
    private const int MostRemembered = 200_000;

    private readonly UserTokenizer tokenizer;
    private readonly ModalityBudget budget;
    private readonly Dictionary<string, int[]> remembered = [];

    /// <param name="tokenizer">What cuts names, values and instructions.</param>
    /// <param name="budget">How much of each modality is taken; null for the default.</param>
    public EventPrompt(UserTokenizer tokenizer, ModalityBudget? budget = null)
    {
        this.tokenizer = tokenizer;
        this.budget = budget ?? ModalityBudget.Default;
    }

    /// <summary>
    /// The prompt of a user. One that is longer than allowed loses, again and again, the oldest event of the modality that has most
    /// left; then the last facts; then the last tokens of the instruction; never a tag or the anchor.
    /// </summary>
    /// <param name="profile">The user.</param>
    /// <param name="instruction">What the embedding is for; empty gives the general embedding.</param>
    /// <param name="maxLength">Positions at most, anchor included.</param>
    /// <exception cref="BadInputException">The length has no room for the tags and the anchor.</exception>
    public TokenSequence Encode(UserProfile profile, string? instruction, int maxLength)
    {
        var events = Modalities.OfEvents.ToDictionary(m => m, m => budget.Newest(profile, m).ToArray());
        EventField[] facts = [.. budget.Facts(profile)];
        var lead = tokenizer.Encode(PromptTemplate.InstructionLead);
        var words = string.IsNullOrWhiteSpace(instruction) ? [] : tokenizer.Encode(PromptTemplate.Clean(instruction) + " ");
        var room = maxLength - (2 * Modalities.All.Count) - lead.Length - 1;
        if (room < 0)
        {
            throw new BadInputException($"{maxLength} positions have no room for the template, which needs {maxLength - room} with nothing in it.",
                field: "query length", remedy: "Allow longer queries.");
        }

        // In the order in which they are given up: instruction, facts, events.
        words = words[..Math.Min(words.Length, room)];
        facts = facts[..Math.Min(facts.Length, room - words.Length)];
        var kept = Fit([.. Modalities.OfEvents.Select(m => events[m].Length)], room - words.Length - facts.Length);

        var ids = new List<int>();
        var placed = new List<PlacedEvent>();
        for (var m = 0; m < Modalities.OfEvents.Count; m++)
        {
            var modality = Modalities.OfEvents[m];
            Write(modality, events[modality][^kept[m]..].Select(e => new EventTokens(modality, Fields(e.Fields), e.Time, profile.AsOf - e.Time)));
        }

        Write(Modality.Tabular, facts.Select(f => new EventTokens(Modality.Tabular, Fields([f]), null, TimeSpan.Zero)));
        return new TokenSequence([.. ids, .. lead, .. words, tokenizer.UserId]) { Events = placed };

        void Write(Modality modality, IEnumerable<EventTokens> inside)
        {
            var opening = tokenizer.Specials[modality.OpeningTag()];
            ids.Add(opening);
            foreach (var one in inside)
            {
                placed.Add(new(ids.Count, one));
                ids.Add(opening);
            }

            ids.Add(tokenizer.Specials[modality.ClosingTag()]);
        }
    }

    /// <summary>How many of each may stay so that all of them fit: the largest give up one after the other.</summary>
    private static int[] Fit(int[] counts, int room)
    {
        for (var excess = counts.Sum() - room; excess > 0; excess--)
            counts[Array.IndexOf(counts, counts.Max())]--;
        return counts;
    }

    private FieldTokens[] Fields(IReadOnlyList<EventField> fields) =>
        [.. fields.Select(f => new FieldTokens(Tokens(f.Name), Tokens(PromptTemplate.RenderValue(f)), f.Number))];

    /// <summary>Words are cut as they stand after others, as in prompts and answers.</summary>
    private int[] Tokens(string text)
    {
        lock (remembered)
        {
            if (remembered.TryGetValue(text, out var known))
                return known;
            var made = tokenizer.Encode(" " + PromptTemplate.Clean(text));
            if (remembered.Count < MostRemembered)
                remembered[text] = made;
            return made;
        }
    }
}
