namespace Ggsm.Decoder;

/// <summary>Divides a point on a line among the two knots it lies between; knots are one apart.</summary>
internal static class LinearSplineBasis
{
    /// <param name="point">Counted in knots; what lies outside counts as the end.</param>
    /// <param name="knots">Zeros, one for each knot.</param>
    public static void Write(double point, Span<float> knots)
    {
        var inside = Math.Clamp(double.IsNaN(point) ? 0 : point, 0, knots.Length - 1);
        var lower = Math.Min((int)inside, knots.Length - 2);
        knots[lower] = (float)(1 - (inside - lower));
        knots[lower + 1] = (float)(inside - lower);
    }
}
