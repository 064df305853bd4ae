namespace Ggsm.Synthesis.QueryAnswer.Grammar;

/// <summary>Something that is true of the events it was read from.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Scope">Which events it is about.</param>
/// <param name="Field">The field it is about, when it is about one.</param>
/// <param name="Gist">What cannot change without the answer becoming another one, such as the favourite; empty for a mere number.</param>
/// <param name="Slots">What it states, as text, by the names the grammar uses.</param>
public sealed record Fact(
    FactKind Kind, EventScope Scope, string? Field, string Gist, IReadOnlyDictionary<string, string> Slots)
{
    /// <summary>Whether two facts state the same.</summary>
    public bool States(Fact other) => Kind == other.Kind && Scope == other.Scope && Field == other.Field
        && Slots.Count == other.Slots.Count && Slots.All(s => other.Slots.TryGetValue(s.Key, out var value) && value == s.Value);
}
