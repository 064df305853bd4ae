using Ggsm.Synthesis.World;
using Ggsm.Users;

namespace Ggsm.Notebooks;

/// <summary>Features that no training found: how often each thing occurs in a history, and the tabular facts. They are blind to order.</summary>
public static class CountedByHand
{
    /// <summary>The counts of several people, to be probed like an embedding.</summary>
    /// <param name="people">The people.</param>
    /// <param name="themes">The fields of life whose things are counted.</param>
    /// <returns>The counts of all themes side by side, <c>[people, size]</c>.</returns>
    public static float[,] Of(IReadOnlyList<UserProfile> people, IReadOnlyList<Theme> themes)
    {
        float[][] rows = [.. people.Select(person => themes.SelectMany(theme => HistoryReader.OrderFreeAggregates(person, theme)).ToArray())];
        var features = new float[rows.Length, rows.Length == 0 ? 0 : rows[0].Length];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var k = 0; k < rows[i].Length; k++)
                features[i, k] = rows[i][k];
        }

        return features;
    }
}
