using FsCheck;
using FsCheck.Fluent;
using Ggsm.Masks;
using Ggsm.Masks.Algebra;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks.Algebra;

/// <summary>The laws of and, or, not, weighted-and and blend, over random compositions, lengths, paddings and segments.</summary>
public sealed class MaskFunctionLawTests
{
    [Fact]
    public void And_commutes_and_associates_to_the_bit() => Same(
        (d => d.A & d.B, d => d.B & d.A),
        (d => d.A & d.B & d.C, d => d.A & (d.B & d.C)));

    [Fact]
    public void Or_commutes_and_associates_to_the_bit() => Same(
        (d => d.A | d.B, d => d.B | d.A),
        (d => d.A | d.B | d.C, d => d.A | (d.B | d.C)));

    [Fact]
    public void And_and_or_distribute_over_each_other_and_absorb() => Same(
        (d => d.A & (d.B | d.C), d => (d.A & d.B) | (d.A & d.C)),
        (d => d.A | (d.B & d.C), d => (d.A | d.B) & (d.A | d.C)),
        (d => d.A & (d.A | d.B), d => d.A),
        (d => d.A | (d.A & d.B), d => d.A),
        (d => d.A & d.A, d => d.A),
        (d => d.A | d.A, d => d.A));

    [Fact]
    public void Open_and_closed_are_the_identities_and_the_zeros() => Same(
        (d => d.A & MaskFunctions.Open, d => d.A),
        (d => d.A | MaskFunctions.Closed, d => d.A),
        (d => d.A & MaskFunctions.Closed, _ => MaskFunctions.Closed),
        (d => d.A | MaskFunctions.Open, _ => MaskFunctions.Open));

    [Fact]
    public void De_Morgan_holds_to_the_bit() => Same(
        (d => !(d.A & d.B), d => !d.A | !d.B),
        (d => !(d.A | d.B), d => !d.A & !d.B));

    [Fact]
    public void Not_undoes_itself() => Near((d => !!d.A, d => d.A), (_ => !MaskFunctions.Open, _ => MaskFunctions.Closed));

    [Fact]
    public void Weighted_and_commutes_associates_and_leaves_out_power_zero() => Near(
        (d => MaskFunction.WeightedAnd((d.A, d.P), (d.B, d.Q)), d => MaskFunction.WeightedAnd((d.B, d.Q), (d.A, d.P))),
        (d => MaskFunction.WeightedAnd((MaskFunction.WeightedAnd((d.A, 1), (d.B, 1)), 1), (d.C, 1)), d => MaskFunction.WeightedAnd((d.A, 1), (MaskFunction.WeightedAnd((d.B, 1), (d.C, 1)), 1))),
        (d => MaskFunction.WeightedAnd((d.A, 1), (d.B, 0)), d => d.A),
        (d => MaskFunction.WeightedAnd((d.A, 1), (MaskFunctions.Open, d.P)), d => d.A));

    [Fact]
    public void Weighted_and_adds_attention_biases() => Hold(draw =>
    {
        var (a, b) = (draw.A | MaskFunctions.Constant(0.05), draw.B | MaskFunctions.Constant(0.05));
        var both = Bias(MaskFunction.WeightedAnd((a, draw.P), (b, draw.Q)), draw);
        var sum = Bias(a, draw).Zip(Bias(b, draw), (x, y) => (draw.P * x) + (draw.Q * y));
        Assert.All(both.Zip(sum), pair => Assert.Equal(pair.Second, pair.First, 1e-4));
    });

    [Fact]
    public void A_blend_is_its_ends_at_shares_of_zero_and_one_and_lies_between_them() => Hold(draw =>
    {
        var (a, b) = (Values(draw.A, draw), Values(draw.B, draw));
        var between = Values(draw.A.Blend(draw.B, draw.C), draw);

        Assert.Equal(a, Values(draw.A.Blend(draw.B, MaskFunctions.Closed), draw));
        Assert.Equal(b, Values(draw.A.Blend(draw.B, MaskFunctions.Open), draw));
        for (var i = 0; i < a.Length; i++)
            Assert.InRange(between[i], Math.Min(a[i], b[i]) - 1e-6f, Math.Max(a[i], b[i]) + 1e-6f);
    });

    [Fact]
    public void Every_composition_stays_between_zero_and_one() => Hold(draw =>
    {
        MaskFunction[] made = [draw.A & draw.B, draw.A | draw.B, !draw.A, draw.A.Blend(draw.B, draw.C), MaskFunction.WeightedAnd((draw.A, draw.P), (draw.B, draw.Q))];
        Assert.All(made.SelectMany(function => Values(function, draw)), weight => Assert.InRange(weight, 0, 1));
    });

    [Fact]
    public void On_booleans_the_operators_are_those_of_booleans() => Hold(draw =>
    {
        var (a, b) = (MaskFunctions.Causal, MaskFunctions.UserSegment);
        var (x, y) = (Values(a, draw), Values(b, draw));

        Assert.Equal(x.Zip(y, (p, q) => p == 1 && q == 1), Values(a & b, draw).Select(w => w == 1));
        Assert.Equal(x.Zip(y, (p, q) => p == 1 || q == 1), Values(a | b, draw).Select(w => w == 1));
        Assert.Equal(x.Select(p => p == 0), Values(!a, draw).Select(w => w == 1));
    });

    private static void Same(params (Func<Draw, MaskFunction> Left, Func<Draw, MaskFunction> Right)[] laws) => Hold(draw =>
    {
        foreach (var (left, right) in laws)
            Assert.Equal(Values(right(draw), draw), Values(left(draw), draw));
    });

    private static void Near(params (Func<Draw, MaskFunction> Left, Func<Draw, MaskFunction> Right)[] laws) => Hold(draw =>
    {
        foreach (var (left, right) in laws)
            Assert.All(Values(right(draw), draw).Zip(Values(left(draw), draw)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    });

    private static void Hold(Action<Draw> law)
    {
        var property = Prop.ForAll(Draws.ToArbitrary(), draw =>
        {
            using var scope = NewDisposeScope();
            law(draw);
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40).WithQuietOnSuccess(true), property);
    }

    private static float[] Values(MaskFunction function, Draw draw) =>
        function.Weights(draw.Grid).expand(draw.Lengths.Length, draw.Length, draw.Length).Values();

    private static double[] Bias(MaskFunction function, Draw draw) =>
        [.. AttentionBias.FromFutureWeights(function.Weights(draw.Grid)).expand(draw.Lengths.Length, 1, draw.Length, draw.Length).Values().Select(b => (double)b)];

    private static Gen<MaskFunction> Leaves => Gen.OneOf(
        Gen.Elements(MaskFunctions.Open, MaskFunctions.Closed, MaskFunctions.Causal, MaskFunctions.UserSegment, MaskFunctions.SameSegment, MaskFunctions.SameModality, MaskFunctions.RealKeys, MaskFunctions.Alpha),
        from weight in Gen.Choose(0, 10) select MaskFunctions.Constant(weight / 10.0),
        from weight in Gen.Choose(0, 10) select MaskFunctions.Future(weight / 10.0),
        from back in Gen.Choose(0, 4) from ahead in Gen.Choose(0, 4) select MaskFunctions.Window(back, ahead),
        from weights in Gen.Choose(0, 100).NonEmptyListOf() select MaskFunctions.PerKey([.. weights.Select(w => w / 100f)]));

    private static Gen<MaskFunction> Functions => Gen.OneOf(
        Leaves,
        from a in Leaves from b in Leaves select a & b,
        from a in Leaves from b in Leaves select a | !b,
        from a in Leaves from b in Leaves from s in Leaves select a.Blend(b, s));

    private static Gen<Draw> Draws =>
        from a in Functions
        from b in Functions
        from c in Functions
        from p in Gen.Choose(0, 20)
        from q in Gen.Choose(0, 20)
        from length in Gen.Choose(1, 7)
        from lengths in Gen.Choose(0, length).NonEmptyListOf()
        from alpha in Gen.Choose(0, 8)
        select new Draw(a, b, c, p / 10.0, q / 10.0, length, [.. lengths.Take(3)], alpha / 8.0);

    private sealed record Draw(MaskFunction A, MaskFunction B, MaskFunction C, double P, double Q, int Length, int[] Lengths, double Alpha)
    {
        public MaskGrid Grid => MaskGrid.Of(MaskTesting.Input(Length, 0, lengths: Lengths), Alpha);
    }
}
