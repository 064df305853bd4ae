namespace Ggsm;

/// <summary>
/// A random stream that is the same for the same seed on every machine and every version of .NET: SplitMix64
/// (Steele, Lea and Flood, 2014). It uses integer arithmetic and exact conversions only.
/// </summary>
public sealed class SeededRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong state;

    /// <param name="seed">The seed; neighbouring seeds give unrelated streams.</param>
    public SeededRandom(ulong seed) => state = seed;

    /// <summary>A stream of its own for a named part, so that parts do not shift each other.</summary>
    public static SeededRandom For(ulong seed, string part) => new(Hash(seed, part));

    /// <summary>A 64-bit hash of a text under a seed (FNV-1a over UTF-16, then mixed).</summary>
    public static ulong Hash(ulong seed, string text)
    {
        var hash = 0xCBF29CE484222325 ^ Mix(seed + Golden);
        foreach (var c in text)
            hash = (hash ^ c) * 0x100000001B3;
        return Mix(hash);
    }

    /// <summary>The next 64 bits.</summary>
    public ulong NextBits() => Mix(state += Golden);

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0 … <paramref name="bound"/> - 1.</summary>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)(((UInt128)NextBits() * (ulong)bound) >> 64);
    }

    /// <summary>True with this probability.</summary>
    public bool NextBool(double probability) => NextDouble() < probability;

    /// <summary>
    /// Nearly normal, mean 0 and variance 1: the sum of twelve uniforms less six. It needs no logarithm or cosine, whose
    /// last bit differs between machines.
    /// </summary>
    public double NextNormal()
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
            sum += NextDouble();
        return sum;
    }

    /// <summary>An index, each with probability proportional to its weight.</summary>
    /// <param name="weights">Not negative, not all zero.</param>
    public int NextIndex(ReadOnlySpan<double> weights)
    {
        var total = 0.0;
        foreach (var weight in weights)
            total += weight;
        var at = NextDouble() * total;
        for (var i = 0; i < weights.Length; i++)
        {
            at -= weights[i];
            if (at < 0)
                return i;
        }

        return weights.Length - 1;
    }

    /// <summary>Puts the items into a random order.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
