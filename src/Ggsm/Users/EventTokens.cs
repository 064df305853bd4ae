namespace Ggsm.Users;

/// <summary>An event, or a tabular fact, as one position of the input.</summary>
/// <param name="Modality">Its modality.</param>
/// <param name="Fields">Its fields in their order.</param>
/// <param name="Time">When it happened; null for a fact.</param>
/// <param name="Age">From the event to the as-of date; zero for a fact.</param>
public sealed record EventTokens(Modality Modality, IReadOnlyList<FieldTokens> Fields, DateTimeOffset? Time, TimeSpan Age)
{
    /// <summary>The tokens of all its values: what a decoder is to predict of it.</summary>
    public IEnumerable<int> Content => Fields.SelectMany(f => f.Value);
}
