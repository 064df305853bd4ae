using Ggsm.Users;

namespace Ggsm.Training;

/// <summary>The held-out pairs a test is made on: all of them, or as many as it takes, chosen by the seed.</summary>
internal static class HeldOutSample
{
    /// <summary>The pairs, in the order of the data.</summary>
    /// <param name="pairs">All held-out pairs; only those chosen are read.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="seed">Decides which.</param>
    public static IReadOnlyList<TokenPair> Of(IReadOnlyList<TokenPair> pairs, int most, long seed)
    {
        int[] chosen = [.. Enumerable.Range(0, pairs.Count)];
        if (chosen.Length > most)
        {
            SeededRandom.For(unchecked((ulong)seed), "held-out sample").Shuffle<int>(chosen);
            chosen = [.. chosen.Take(most).Order()];
        }

        return [.. chosen.Select(i => pairs[i])];
    }
}
