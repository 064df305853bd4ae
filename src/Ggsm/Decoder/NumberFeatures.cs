namespace Ggsm.Decoder;

/// <summary>
/// A number of any size as a few shares between 0 and 1: its signed logarithm lies between two of a row of knots, and is divided
/// among them (a piecewise linear encoding, arXiv 2203.05556). Near amounts look alike, and no statistics of the data are needed.
/// </summary>
public static class NumberFeatures
{
    private const double Least = -6;
    private const double Step = 0.25;

    /// <summary>Features of a number.</summary>
    public const int Size = 57;

    /// <summary>Adds the features of a number to zeros.</summary>
    /// <param name="number">The number; beyond a hundred million it counts as that.</param>
    /// <param name="features"><see cref="Size"/> zeros.</param>
    public static void Write(double number, Span<float> features) =>
        LinearSplineBasis.Write((Math.CopySign(Math.Log10(1 + Math.Abs(number)), number) - Least) / Step, features[..Size]);
}
