using TorchSharp;
using static TorchSharp.torch;

namespace StandIns.Tests.TorchSharp;

public sealed class ArithmeticTests : ScopedTest
{
    private static readonly double[] Values = [0.25, -1.5, 2, 3.75, -0.1, 0.9];

    private static Tensor X => tensor(Values, [2, 3]);

    public static TheoryData<string> PointwiseNames => [.. Pointwise.Keys];

    private static readonly Dictionary<string, (Func<Tensor, Tensor> Torch, Func<double, double> Reference)> Pointwise = new()
    {
        ["abs"] = (x => x.abs(), Math.Abs),
        ["neg"] = (x => -x, v => -v),
        ["exp"] = (x => x.exp(), Math.Exp),
        ["log"] = (x => x.abs().log(), v => Math.Log(Math.Abs(v))),
        ["sqrt"] = (x => x.abs().sqrt(), v => Math.Sqrt(Math.Abs(v))),
        ["rsqrt"] = (x => x.abs().rsqrt(), v => 1 / Math.Sqrt(Math.Abs(v))),
        ["reciprocal"] = (x => x.reciprocal(), v => 1 / v),
        ["floor"] = (x => x.floor(), Math.Floor),
        ["sin"] = (x => x.sin(), Math.Sin),
        ["cos"] = (x => x.cos(), Math.Cos),
        ["sigmoid"] = (x => x.sigmoid(), v => 1 / (1 + Math.Exp(-v))),
        ["silu"] = (x => nn.functional.silu(x), v => v / (1 + Math.Exp(-v))),
        ["clamp"] = (x => x.clamp(-1, 1), v => Math.Clamp(v, -1, 1)),
        ["clamp_min"] = (x => x.clamp_min(0.5), v => Math.Max(v, 0.5)),
        ["pow"] = (x => x.abs().pow(1.5), v => Math.Pow(Math.Abs(v), 1.5)),
        ["scalar sum"] = (x => 2 + x + 1.5, v => v + 3.5),
        ["scalar difference"] = (x => 2 - x - 0.5, v => 1.5 - v),
        ["scalar product"] = (x => 3 * x * 0.5, v => v * 1.5),
        ["scalar quotient"] = (x => 3 / x / 2, v => 1.5 / v),
        ["maximum"] = (x => maximum(x, zeros_like(x)), v => Math.Max(v, 0)),
        ["where"] = (x => where(x > 0, x, x * -2), v => v > 0 ? v : -2 * v),
        ["masked_fill"] = (x => x.masked_fill(x < 0, 9), v => v < 0 ? 9 : v),
    };

    [Theory]
    [MemberData(nameof(PointwiseNames))]
    public void A_function_of_each_element_equals_its_reference(string name)
    {
        (Func<Tensor, Tensor> function, Func<double, double> reference) = Pointwise[name];
        Near(Values.Select(reference), function(X), 1e-12);
    }

    [Fact]
    public void In_place_operations_change_and_return_the_same_tensor()
    {
        Tensor x = X;
        Tensor result = x.mul_(2).add_(1).add_(-0.5).div_(2);
        Assert.Same(x, result);
        Near(Values.Select(v => (2 * v + 0.5) / 2), x);
        Assert.Same(x, x.add_(X, alpha: -1));
        Near(Values.Select(_ => 0.25), x);
        Near(Values.Select(_ => 0d), x.zero_());
        Near(Values, x.copy_(X));
        Near(Values.Select(_ => 4d), x.fill_(4));
    }

    [Fact]
    public void Scalars_keep_the_type_of_the_tensor()
    {
        Assert.Equal(ScalarType.Float32, (ones(2) * 2.5).dtype);
        Assert.Equal(ScalarType.Int64, (ones(2, dtype: ScalarType.Int64) * 2).dtype);
        Assert.Equal(ScalarType.Float32, (ones(2, dtype: ScalarType.Int64) * 0.5).dtype);
    }

    [Fact]
    public void Comparisons_and_truth_values_combine()
    {
        Tensor x = X;
        Assert.Equal(ScalarType.Bool, (x > 0).dtype);
        Near([1, 0, 1, 1, 0, 1], x > 0);
        Near([1, 0, 1, 1, 0, 1], 0 < x);
        Near([1, 1, 1, 1, 0, 1], (x > 0).logical_or(x < -1));
        Assert.True((x > 0).any().item<bool>());
        Assert.False((x > 0).all().item<bool>());
        Assert.True(x.Equals(X));
    }

    [Fact]
    public void Reductions_equal_their_references()
    {
        Tensor x = X;
        double[][] rows = [[0.25, -1.5, 2], [3.75, -0.1, 0.9]];
        Near([Values.Sum()], x.sum());
        Near(rows.Select(row => row.Sum()), x.sum(1));
        Near([Values.Sum()], x.sum([0, 1], keepdim: true));
        Assert.Equal([1L, 1L], x.sum([0, 1], keepdim: true).shape);
        Near([Values.Average()], x.mean());
        Near(rows.Select(row => row.Average()), x.mean([1]));
        Near([Values.Max()], x.max());
        Near(rows.Select(row => row.Max()), x.max(1).values);
        Near([2, 0], x.max(1).indexes);
        Near(rows.Select(row => Math.Log(row.Sum(Math.Exp))), x.logsumexp(1));
        Near(rows.SelectMany(row => row.Select(v => Math.Exp(v) / row.Sum(Math.Exp))), x.softmax(1));
        Near(rows.SelectMany(row => row.Select(v => v - Math.Log(row.Sum(Math.Exp)))), x.log_softmax(1));
        Near([0.25, -1.25, 0.75, 3.75, 3.65, 4.55], x.cumsum(1));
    }

    [Fact]
    public void A_matrix_product_equals_its_reference()
    {
        Tensor a = arange(6, dtype: ScalarType.Float64).view(2, 3), b = arange(12, dtype: ScalarType.Float64).view(3, 4);
        double[] product = [20, 23, 26, 29, 56, 68, 80, 92];
        Near(product, a.matmul(b));
    }
}
