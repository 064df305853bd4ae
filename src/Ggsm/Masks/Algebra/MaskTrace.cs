using System.Globalization;

namespace Ggsm.Masks.Algebra;

/// <summary>What a mask function and its parts gave every pair of one row.</summary>
internal sealed class MaskTrace(Func<string[], string> write, int length, float[] weights, MaskTrace[] parts)
{
    /// <summary>The composition in words, each part followed by its weight for the pair.</summary>
    public string Explain(int query, int key) => string.Create(
        CultureInfo.InvariantCulture,
        $"{write([.. parts.Select(p => p.Explain(query, key))])} [{weights[(query * length) + key]:0.####}]");
}
