using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>A field of life that a question about a user may come from.</summary>
public sealed class Scenario
{
    private readonly HashSet<string> keywords;

    /// <param name="id">Names the scenario within its pool.</param>
    /// <param name="about">What it is about, as it stands after "about": <c>food and drink</c>.</param>
    /// <param name="brief">What a question from it may ask, one sentence.</param>
    /// <param name="keywords">Single words that mark an event as belonging to it; none for a scenario about everything.</param>
    public Scenario(string id, string about, string brief, IReadOnlyList<string> keywords)
    {
        Id = id;
        About = about;
        Brief = brief;
        Keywords = keywords;
        this.keywords = [.. keywords.Select(k => k.ToLowerInvariant())];
    }

    /// <summary>Names the scenario within its pool.</summary>
    public string Id { get; }

    /// <summary>What it is about, such as <c>food and drink</c>.</summary>
    public string About { get; }

    /// <summary>What a question from it may ask.</summary>
    public string Brief { get; }

    /// <summary>Words that mark an event as belonging to it; empty when every event does.</summary>
    public IReadOnlyList<string> Keywords { get; }

    /// <summary>Whether one of the event's texts has one of the keywords as a word.</summary>
    public bool Covers(UserEvent userEvent) =>
        keywords.Count == 0 || userEvent.Fields.Any(f => f.Number is null && Words.Of(f.Text).Any(keywords.Contains));
}
