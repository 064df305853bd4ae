namespace Ggsm.Masks;

/// <summary>What has a weight of its own.</summary>
public enum ImportanceGrain
{
    /// <summary>A key position, counted from the start of the row: one weight a column, alike for all sequences.</summary>
    Position,

    /// <summary>A position of one sequence: <c>[batch, length]</c> weights, each row's from the gradient of that very row.</summary>
    Sequence,
}
