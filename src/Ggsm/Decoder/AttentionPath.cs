namespace Ggsm.Decoder;

/// <summary>How attention is computed. Both paths give the same states and gradients up to rounding.</summary>
public enum AttentionPath
{
    /// <summary>
    /// libtorch's <c>scaled_dot_product_attention</c>, which keeps no weights; the <see cref="Plain"/> path where the maps are
    /// asked for or the bias itself learns.
    /// </summary>
    Auto,

    /// <summary>All weights of a layer at once, <c>[batch, heads, length, length]</c>.</summary>
    Plain,
}
