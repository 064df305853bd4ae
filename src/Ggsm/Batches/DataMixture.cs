using System.Globalization;

namespace Ggsm.Batches;

/// <summary>How many pairs of a micro-batch come from each data stream.</summary>
public sealed class DataMixture
{
    private DataMixture(IReadOnlyList<int> streams, IReadOnlyList<int> quotas)
    {
        Streams = streams;
        Quotas = quotas;
    }

    /// <summary>For each pair the number of its stream; -1 for a stream that is not in the mix, whose pairs are not trained on.</summary>
    public IReadOnlyList<int> Streams { get; }

    /// <summary>Pairs of each stream in a micro-batch; they add up to its size.</summary>
    public IReadOnlyList<int> Quotas { get; }

    /// <summary>
    /// Divides the micro-batch by the shares, as near to them as whole pairs allow (largest remainders; equals in the
    /// streams' ordinal order).
    /// </summary>
    /// <param name="shares">The share of each stream by its name, on any scale: 3 and 1 are three quarters and one.</param>
    /// <param name="sources">The stream of each pair.</param>
    /// <param name="batchSize">Pairs in a micro-batch.</param>
    /// <returns>Null when no share is given: pairs are then drawn as they come.</returns>
    /// <exception cref="BadInputException">A stream has too few pairs, or gets no place in a micro-batch.</exception>
    public static DataMixture? Create(IReadOnlyDictionary<string, double> shares, IReadOnlyList<string?> sources, int batchSize)
    {
        if (shares.Count == 0)
            return null;
        string[] names = [.. shares.Keys.Order(StringComparer.Ordinal)];
        double[] exact = [.. names.Select(name => batchSize * shares[name] / shares.Values.Sum())];
        int[] quotas = [.. exact.Select(e => (int)e)];
        foreach (var i in Enumerable.Range(0, names.Length).OrderByDescending(i => exact[i] - quotas[i]).Take(batchSize - quotas.Sum()).ToArray())
            quotas[i]++;

        var counts = sources.CountBy(s => s ?? "").ToDictionary();
        for (var i = 0; i < names.Length; i++)
        {
            if (quotas[i] == 0)
            {
                throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"its share gives {names[i]} no place among {batchSize} pairs."), field: "data.mix",
                    remedy: "Raise the share or the batch size, or leave the stream out.");
            }

            if (counts.GetValueOrDefault(names[i]) < quotas[i])
            {
                throw new BadInputException(
                    string.Create(CultureInfo.InvariantCulture, $"the data has {counts.GetValueOrDefault(names[i])} training pairs of the stream {names[i]}; a micro-batch takes {quotas[i]}."),
                    field: "data.mix", remedy: $"Streams of the data: {string.Join(", ", counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{(c.Key.Length == 0 ? "(none)" : c.Key)} {c.Value}"))}.");
            }
        }

        return new DataMixture([.. sources.Select(s => Array.IndexOf(names, s))], quotas);
    }
}
