namespace Ggsm.Users;

/// <summary>What one tower reads, never padded: a token or an event at each position.</summary>
/// <param name="Ids">Token ids, <c>[length]</c>; where an event stands, the tag that opens its modality.</param>
public sealed record TokenSequence(int[] Ids)
{
    /// <summary>The events and their positions, in order; empty where all positions are tokens.</summary>
    public IReadOnlyList<PlacedEvent> Events { get; init; } = [];

    /// <summary>Positions.</summary>
    public int Length => Ids.Length;

    /// <summary>A sequence of tokens alone.</summary>
    public static implicit operator TokenSequence(int[] ids) => new(ids);
}
