namespace Ggsm.Users;

/// <summary>
/// Which sequences are the same: of the same tokens and the same events at the same positions. What is the same is embedded the same;
/// so whether two answers (or queries) are one is decided here and never by how similar their embeddings came out.
/// </summary>
public static class SequenceIdentity
{
    /// <summary>A number for each sequence, the same for those that are the same, from 0 in the order of their first occurrence.</summary>
    public static int[] Of(IEnumerable<TokenSequence> sequences)
    {
        var known = new Dictionary<TokenSequence, int>(new Comparer());
        return [.. sequences.Select(s => known.TryGetValue(s, out var number) ? number : known[s] = known.Count)];
    }

    private sealed class Comparer : IEqualityComparer<TokenSequence>
    {
        public bool Equals(TokenSequence? x, TokenSequence? y) =>
            x is not null && y is not null && x.Ids.AsSpan().SequenceEqual(y.Ids) && x.Events.Count == y.Events.Count && x.Events.Zip(y.Events).All(e => AreSame(e.First, e.Second));

        public int GetHashCode(TokenSequence sequence)
        {
            var hash = new HashCode();
            foreach (var id in sequence.Ids)
                hash.Add(id);
            foreach (var id in sequence.Events.SelectMany(e => e.Event.Content))
                hash.Add(id);
            return hash.ToHashCode();
        }

        private static bool AreSame(PlacedEvent x, PlacedEvent y) =>
            x.Position == y.Position && x.Event.Modality == y.Event.Modality && x.Event.Time == y.Event.Time && x.Event.Age == y.Event.Age
            && x.Event.Fields.Count == y.Event.Fields.Count && x.Event.Fields.Zip(y.Event.Fields).All(f => AreSame(f.First, f.Second));

        private static bool AreSame(FieldTokens x, FieldTokens y) =>
            x.Number == y.Number && x.Name.AsSpan().SequenceEqual(y.Name) && x.Value.AsSpan().SequenceEqual(y.Value);
    }
}
