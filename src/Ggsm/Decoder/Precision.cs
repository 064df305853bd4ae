namespace Ggsm.Decoder;

/// <summary>The number type of the matrix products. Weights, their gradients, norms, softmax and everything added up are fp32 either way.</summary>
public enum Precision
{
    /// <summary>32-bit floating point.</summary>
    Fp32,

    /// <summary>
    /// bfloat16: 8 bits of mantissa. Weights and inputs are rounded on their way into each product; gradients come back to the
    /// fp32 weights. States agree with fp32 to about one hundredth of their size.
    /// </summary>
    Bf16,
}
