namespace Ggsm.Users;

/// <summary>A tokenized pair, never padded.</summary>
/// <param name="Query">Token ids ending in <c>&lt;USER&gt;</c>, <c>[query length]</c>; where an event stands, the tag that opens its modality.</param>
/// <param name="Answer">Token ids ending in <c>&lt;EOS&gt;</c>, <c>[answer length]</c>.</param>
public sealed record TokenPair(int[] Query, int[] Answer)
{
    /// <summary>The events that stand in <see cref="Query"/>; empty where all of it is tokens.</summary>
    public IReadOnlyList<PlacedEvent> Events { get; init; } = [];

    /// <summary>What the user tower reads.</summary>
    public TokenSequence User => new(Query) { Events = Events };

    /// <summary>Which data stream made it, such as <c>behavior</c> or <c>qa</c>; null when the file does not say.</summary>
    public string? Source { get; init; }

    /// <summary>Token ids of answers known to be wrong for this query (hard negatives), each ending in <c>&lt;EOS&gt;</c>; may be empty.</summary>
    public IReadOnlyList<int[]> Negatives { get; init; } = [];
}
