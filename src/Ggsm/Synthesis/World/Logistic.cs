namespace Ggsm.Synthesis.World;

/// <summary>
/// The link from log-odds to probability, by additions, multiplications and divisions only: the library's exponential
/// may differ in its last bit between machines, and labels must not.
/// </summary>
internal static class Logistic
{
    private const double Furthest = 36;
    private const double Ln2 = 0.6931471805599453;
    private const int Terms = 16;

    public static double Of(double logOdds) => 1 / (1 + Exp(-Math.Clamp(logOdds, -Furthest, Furthest)));

    private static double Exp(double x)
    {
        var halvings = (int)Math.Floor((x / Ln2) + 0.5);
        var rest = x - (halvings * Ln2);
        var sum = 1.0;
        for (var n = Terms; n > 0; n--)
            sum = 1 + (sum * rest / n);
        return Math.ScaleB(sum, halvings);
    }
}
