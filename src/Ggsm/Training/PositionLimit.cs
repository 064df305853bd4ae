namespace Ggsm.Training;

/// <summary>
/// Inputs longer than a decoder was made for (<c>max_position_embeddings</c>): rotary positions go on beyond it, so that they are read
/// whole, with a warning.
/// </summary>
public static class PositionLimit
{
    /// <summary>What is said once.</summary>
    public static string Warning(long longest, int limit) => FormattableString.Invariant(
        $"Warning: an input has {longest} positions, and the model was made for {limit} (max_position_embeddings). It is read whole; beyond that limit a model may know less than it says.");
}
