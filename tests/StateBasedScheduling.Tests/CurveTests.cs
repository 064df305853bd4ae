using FsCheck;
using FsCheck.Fluent;
using StateBasedScheduling.Curves;

namespace StateBasedScheduling.Tests;

public sealed class CurveTests
{
    private const int Far = 60;

    [Theory]
    [InlineData("0 2 5 +3/2", "0 2 5 6 8 9 11 12 14")]
    [InlineData("0 0 0 1 +1", "0 0 0 1 2 3 4 5 6")]
    [InlineData("0 4", "0 4 4 4 4 4 4 4 4")]
    [InlineData("-1 0 2 (5 5 6 +3)", "-1 0 2 5 5 6 8 8 9")]
    [InlineData("0 1 +2/5", "0 1 1 1 2 2 3 3 3")]
    public void The_text_form_says_how_a_curve_goes_on(string text, string values) =>
        Assert.Equal(values.Split(' ').Select(long.Parse), Values(Curve.Parse(text), 9));

    [Fact]
    public void Infinity_has_a_word_and_stays() =>
        Assert.Equal([0, 4, Curve.Infinity, Curve.Infinity], Values(Curve.Parse("0 4 inf"), 4));

    [Theory]
    [InlineData("", "no values")]
    [InlineData("+1", "no values")]
    [InlineData("0 x", "\"x\" is no value")]
    [InlineData("0 1.5", "\"1.5\" is no value")]
    [InlineData("0 3 2", "2 at slot 2 follows 3")]
    [InlineData("0 1 +", "does not say how the curve goes on")]
    [InlineData("0 1 +1/0", "does not say how the curve goes on")]
    [InlineData("0 1 +-1", "does not say how the curve goes on")]
    [InlineData("0 inf +1", "after inf nothing can follow")]
    [InlineData("0 (5 9 +2)", "the curve decreases")]
    [InlineData("0 (5 9 +2) 3", "brackets")]
    [InlineData("0 (5 9)", "how much is added")]
    public void A_text_that_is_no_curve_is_refused_with_the_reason(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => Curve.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_written_is_read_back() =>
        Systems.Hold(Systems.Curves(), 2000, curve => Assert.Equal(curve, Curve.Parse(curve.ToString())));

    [Fact]
    public void Curves_are_equal_when_their_values_are() => Systems.Hold(Pairs, 2000, pair =>
    {
        var (f, g) = pair;
        Assert.Equal(Values(f, Far).SequenceEqual(Values(g, Far)), f.Equals(g));
        // The same values, kept longer and with a longer period.
        var again = new Curve(Values(f, f.Length + (2 * f.Period)), 2 * f.Period, 2 * f.Increment);
        Assert.Equal(f, again);
        Assert.Equal(f.GetHashCode(), again.GetHashCode());
    });

    [Fact]
    public void The_operations_are_what_their_formulas_say_at_every_slot() => Systems.Hold(Pairs, 2000, pair =>
    {
        var (f, g) = pair;
        Equal(t => Math.Min(f[t], g[t]), MinPlus.Min(f, g));
        Equal(t => f[t] + g[t], MinPlus.Add(f, g));
        Equal(t => f[t] - 3, MinPlus.Raise(f, -3));
        Equal(t => f[t + 4], MinPlus.Advance(f, 4));
        Equal(t => f[Math.Max(0, t - 4)], MinPlus.Delay(f, 4));
        Equal(t => Enumerable.Range(0, t + 1).Min(s => f[s] + g[t - s]), MinPlus.Convolve(f, g));
    });

    [Fact]
    public void The_operations_know_infinity() => Systems.Hold(Pairs, 500, pair =>
    {
        var (f, g) = (pair.F, Curve.Parse("0 1 1 inf"));
        Equal(t => Math.Min(f[t], g[t]), MinPlus.Min(f, g));
        Equal(t => Enumerable.Range(0, Math.Min(t, 2) + 1).Min(s => f[t - s] + g[s]), MinPlus.Convolve(f, g));
        Equal(t => Enumerable.Range(0, 3).Max(s => f[t + s] - g[s]), MinPlus.Deconvolve(f, g));
        Assert.Equal(f, MinPlus.Min(f, Curve.Infinite));
        Assert.Equal(f, MinPlus.Convolve(f, Curve.Parse("0 inf")));
        Assert.Equal(Curve.Infinite, MinPlus.Add(f, Curve.Infinite));
    });

    [Fact]
    public void Deconvolution_is_the_least_curve_whose_convolution_is_not_below() => Systems.Hold(Pairs, 2000, pair =>
    {
        var (f, g) = pair;
        var h = MinPlus.Deconvolve(f, g);
        if (f.Increment * g.Period > g.Increment * f.Period)
        {
            Assert.Equal(Curve.Infinite, h);
            return;
        }

        Equal(t => Enumerable.Range(0, Far).Max(s => f[t + s] - g[s]), h);
        var back = MinPlus.Convolve(g, h);
        Assert.All(Enumerable.Range(0, Far), t => Assert.True(f[t] <= back[t]));
    });

    [Fact]
    public void The_first_slot_of_a_level_is_the_first() => Systems.Hold(Pairs, 1000, pair =>
    {
        foreach (var level in (long[])[-3, 0, 1, 7])
        {
            var first = Enumerable.Range(0, 10 * Far).Cast<int?>().FirstOrDefault(t => pair.F[t!.Value] >= level);
            Assert.Equal(first, pair.F.FirstReaching(level));
        }
    });

    [Fact]
    public void Sums_beyond_64_bits_are_errors_and_never_wrong() =>
        Assert.Throws<OverflowException>(() => Curve.Parse("0 +1099511627775")[long.MaxValue / 2]);

    [Fact]
    public void Curves_that_cross_too_late_are_refused() =>
        Assert.Contains("values before it repeats", Assert.Throws<OverflowException>(() => MinPlus.Min(Curve.Parse("0 +1"), Curve.Parse("2000000 +1/2"))).Message, StringComparison.Ordinal);

    private static Gen<(Curve F, Curve G)> Pairs => from f in Systems.Curves() from g in Systems.Curves() select (f, g);

    private static void Equal(Func<int, long> expected, Curve actual) =>
        Assert.Equal(Enumerable.Range(0, Far).Select(expected), Values(actual, Far));

    private static long[] Values(Curve curve, int count) => [.. Enumerable.Range(0, count).Select(t => curve[t])];
}
