namespace Ggsm.Training;

/// <summary>What one contrastive loss is computed over: every row is a candidate of every other.</summary>
/// <param name="Query">The user tower's tokens, one row a pair.</param>
/// <param name="Answer">The answer tower's tokens, row by row the positives of <paramref name="Query"/>.</param>
public sealed record PairBatch(TokenBatch Query, TokenBatch Answer)
{
    /// <summary>Tokens of both towers that are not padding.</summary>
    public long RealTokens => Query.RealTokens + Answer.RealTokens;
}
