using Ggsm.Contrastive;
using Ggsm.Users;
using static TorchSharp.torch;

namespace Ggsm.Batches;

/// <summary>What one contrastive loss is computed over: every pair is a candidate of every other.</summary>
/// <param name="Query">The user tower's tokens, one row a pair.</param>
/// <param name="Answer">The answer tower's tokens: row by row the positives of <paramref name="Query"/>, then any hard negatives.</param>
public sealed record PairBatch(TokenBatch Query, TokenBatch Answer)
{
    /// <summary>
    /// int64 <c>[batch, k]</c>: the rows of <see cref="Answer"/> that hold each pair's hard negatives, -1 where it has fewer than k.
    /// Null when no pair has any.
    /// </summary>
    public Tensor? NegativeRows { get; init; }

    /// <summary>Tokens of both towers that are not padding.</summary>
    public long RealTokens => Query.RealTokens + Answer.RealTokens;

    /// <summary>Which of its users and answers are the same, in tensors of the caller's dispose scope; null when each is another.</summary>
    public PairIdentities? Identities()
    {
        var pairs = (int)Query.Ids.shape[0];
        var (users, answers) = (Query.Identities(pairs), Answer.Identities(pairs));
        return IsDistinct(users) && IsDistinct(answers) ? null : new(Tensor(users), Tensor(answers));

        Tensor Tensor(int[] ids) => tensor(Array.ConvertAll(ids, id => (long)id), device: Query.Ids.device);

        static bool IsDistinct(int[] ids) => ids.Length == 0 || ids.Max() == ids.Length - 1;
    }

    /// <summary>Puts pairs into one batch. A hard negative that comes to the same tokens as the answer of its pair is left out.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="padId">The token that fills the rows.</param>
    /// <param name="marks">The ids that mark the parts of a query; null to mark none.</param>
    /// <param name="device">Where the tensors go.</param>
    /// <param name="mostNegatives">Hard negatives taken of each pair at most, the first ones; null takes all.</param>
    public static PairBatch Create(IReadOnlyList<TokenPair> pairs, int padId, PromptMarks? marks, Device device, int? mostNegatives = null)
    {
        int[][][] negatives = [.. pairs.Select(p => p.Negatives.Where(n => !n.AsSpan().SequenceEqual(p.Answer)).Take(mostNegatives ?? int.MaxValue).ToArray())];
        return new(
            TokenBatch.Create([.. pairs.Select(p => p.User)], padId, device, marks: marks),
            TokenBatch.Create([.. pairs.Select(p => p.Answer), .. negatives.SelectMany(n => n)], padId, device))
        {
            NegativeRows = RowsOf([.. negatives.Select(n => n.Length)], device),
        };
    }

    private static Tensor? RowsOf(int[] counts, Device device)
    {
        var most = counts.Max();
        if (most == 0)
            return null;
        var rows = new long[counts.Length * most];
        Array.Fill(rows, -1);
        long next = counts.Length;
        for (var pair = 0; pair < counts.Length; pair++)
        {
            for (var k = 0; k < counts[pair]; k++)
                rows[(pair * most) + k] = next++;
        }

        return tensor(rows, [counts.Length, most], device: device);
    }
}
