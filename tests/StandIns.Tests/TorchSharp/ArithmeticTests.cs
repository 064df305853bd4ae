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
        ["expm1"] = (x => x.expm1(), v => Math.Exp(v) - 1),
        ["log"] = (x => x.abs().log(), v => Math.Log(Math.Abs(v))),
        ["log2"] = (x => log2(x.abs()), v => Math.Log2(Math.Abs(v))),
        ["log1p"] = (x => x.abs().log1p(), v => Math.Log(1 + Math.Abs(v))),
        ["sqrt"] = (x => x.abs().sqrt(), v => Math.Sqrt(Math.Abs(v))),
        ["rsqrt"] = (x => rsqrt(x.abs()), v => 1 / Math.Sqrt(Math.Abs(v))),
        ["reciprocal"] = (x => x.reciprocal(), v => 1 / v),
        ["square"] = (x => x.square(), v => v * v),
        ["sign"] = (x => x.sign(), v => Math.Sign(v)),
        ["floor"] = (x => x.floor(), Math.Floor),
        ["ceil"] = (x => x.ceil(), Math.Ceiling),
        ["round"] = (x => x.round(), v => Math.Round(v, MidpointRounding.ToEven)),
        ["trunc"] = (x => x.trunc(), Math.Truncate),
        ["sin"] = (x => x.sin(), Math.Sin),
        ["cos"] = (x => cos(x), Math.Cos),
        ["tanh"] = (x => x.tanh(), Math.Tanh),
        ["sigmoid"] = (x => x.sigmoid(), v => 1 / (1 + Math.Exp(-v))),
        ["relu"] = (x => x.relu(), v => Math.Max(v, 0)),
        ["silu"] = (x => x.silu(), v => v / (1 + Math.Exp(-v))),
        ["log_sigmoid"] = (x => x.log_sigmoid(), v => -Math.Log(1 + Math.Exp(-v))),
        ["softplus"] = (x => x.softplus(), v => Math.Log(1 + Math.Exp(v))),
        ["clamp"] = (x => x.clamp(-1, 1), v => Math.Clamp(v, -1, 1)),
        ["clamp_min"] = (x => x.clamp_min(0.5), v => Math.Max(v, 0.5)),
        ["pow"] = (x => x.abs().pow(1.5), v => Math.Pow(Math.Abs(v), 1.5)),
        ["scalar sum"] = (x => 2 + x + 1.5, v => v + 3.5),
        ["scalar difference"] = (x => 2 - x - 0.5, v => 1.5 - v),
        ["scalar product"] = (x => 3 * x * 0.5, v => v * 1.5),
        ["scalar quotient"] = (x => 3 / x / 2, v => 1.5 / v),
        ["remainder"] = (x => x % 2, v => v - 2 * Math.Floor(v / 2)),
        ["floor division"] = (x => x.floor_divide(0.5), v => Math.Floor(v / 0.5)),
        ["rounded division"] = (x => x.div(0.5, RoundingMode.trunc), v => Math.Truncate(v / 0.5)),
        ["scaled addition"] = (x => x.add(x, alpha: 3), v => 4 * v),
        ["addcmul"] = (x => x.addcmul(x, x, 2), v => v + 2 * v * v),
        ["addcdiv"] = (x => x.addcdiv(x, x.square() + 1, 2), v => v + 2 * v / (v * v + 1)),
        ["maximum"] = (x => maximum(x, zeros_like(x)), v => Math.Max(v, 0)),
        ["where"] = (x => where(x > 0, x, x * -2), v => v > 0 ? v : -2 * v),
        ["masked_fill"] = (x => x.masked_fill(x < 0, 9), v => v < 0 ? 9 : v),
        ["nan_to_num"] = (x => (x / zeros_like(x)).nan_to_num(0, 1, -1), v => Math.Sign(v)),
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
        Tensor result = x.mul_(2).add_(1).sub_(0.5).div_(2);
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
        Assert.Equal(ScalarType.Int64, (ones(2, dtype: int64) * 2).dtype);
        Assert.Equal(ScalarType.Float32, (ones(2, dtype: int64) * 0.5).dtype);
    }

    [Fact]
    public void Comparisons_and_truth_values_combine()
    {
        Tensor x = X;
        Assert.Equal(ScalarType.Bool, (x > 0).dtype);
        Near([1, 0, 1, 1, 0, 1], x > 0);
        Near([1, 0, 1, 1, 0, 1], 0 < x);
        Near([0, 0, 1, 0, 0, 0], x == 2);
        Near([1, 1, 0, 1, 1, 1], x != 2);
        Near([0, 1, 0, 0, 1, 0], ~(x >= 0));
        Near([0, 0, 1, 1, 0, 0], (x > 0) & (x > 1));
        Near([1, 1, 1, 1, 0, 1], (x > 0).logical_or(x < -1));
        Assert.True((x > 0).any().item<bool>());
        Assert.False((x > 0).all().item<bool>());
        Near([0, 1], (x * x.sign() > 0).all(1).to(int64) - tensor(new long[] { 1, 0 }));
        Assert.True(x.allclose(x + 1e-9));
        Assert.False(x.allclose(x + 1e-2));
        Assert.True(x.Equals(X));
    }

    [Fact]
    public void Not_a_number_and_infinity_are_found()
    {
        Tensor x = tensor(new[] { 1, double.NaN, double.PositiveInfinity, double.NegativeInfinity });
        Near([0, 1, 0, 0], isnan(x));
        Near([0, 0, 1, 1], x.isinf());
        Near([1, 0, 0, 0], isfinite(x));
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
        Near([Values.Min()], x.min());
        Near(rows.Select(row => row.Max()), x.max(1).values);
        Near([2, 0], x.max(1).indexes);
        Near(rows.Select(row => row.Min()), x.amin([1L]));
        Near([2, 0], x.argmax(1));
        Near(rows.Select(row => Math.Sqrt(row.Sum(v => v * v))), x.norm(1));
        Near([Math.Sqrt(Values.Sum(v => v * v))], x.norm());
        Near(rows.Select(row => Math.Sqrt(row.Sum(v => v * v))), linalg.vector_norm(x, dims: [1]));
        Near(rows.Select(row => Math.Log(row.Sum(Math.Exp))), logsumexp(x, 1));
        Near(rows.SelectMany(row => row.Select(v => Math.Exp(v) / row.Sum(Math.Exp))), x.softmax(1));
        Near(rows.SelectMany(row => row.Select(v => v - Math.Log(row.Sum(Math.Exp)))), x.log_softmax(1));
        Near([0.25, -1.25, 0.75, 3.75, 3.65, 4.55], x.cumsum(1));
        Near([rows[0].Aggregate((a, b) => a * b), rows[1].Aggregate((a, b) => a * b)], x.prod(1));
        double mean = Values.Average();
        Near([Values.Sum(v => (v - mean) * (v - mean)) / 5], x.var());
        Near([Math.Sqrt(Values.Sum(v => (v - mean) * (v - mean)) / 6)], x.std(unbiased: false));
        Near([Values.Order().ElementAt(2) + 0.5 * (Values.Order().ElementAt(3) - Values.Order().ElementAt(2))], quantile(x.flatten(), tensor(0.5), 0));
    }

    [Fact]
    public void Sorting_gives_values_and_places()
    {
        Tensor x = X.flatten();
        (Tensor values, Tensor places) = x.sort(descending: true);
        Near(Values.OrderDescending(), values);
        Near([3, 2, 5, 0, 4, 1], places);
        Near([3, 2, 5, 0, 4, 1], argsort(x, descending: true));
        (Tensor top, Tensor topPlaces) = topk(x, 2);
        Near([3.75, 2], top);
        Near([3, 2], topPlaces);
        Near([-1.5, -0.1], x.topk(2, largest: false).values);
        (Tensor kinds, Tensor? inverse, Tensor? counts) = tensor(new long[] { 3, 1, 3, 3 }).unique(return_counts: true);
        Near([1, 3], kinds);
        Near([1, 3], counts!);
        Assert.Null(inverse);
    }

    [Fact]
    public void Products_equal_their_references()
    {
        Tensor a = arange(6, dtype: float64).view(2, 3), b = arange(12, dtype: float64).view(3, 4);
        double[] product = [20, 23, 26, 29, 56, 68, 80, 92];
        Near(product, a.matmul(b));
        Near(product, a.mm(b));
        Near(product, einsum("ij,jk->ik", a, b));
        Near(product, a.unsqueeze(0).bmm(b.unsqueeze(0)));
        Near(product.Select(v => 2 * v + 1), baddbmm(ones(1, 2, 4, dtype: float64), a.unsqueeze(0), b.unsqueeze(0), 1, 2));
        Near(product.Select(v => v + 1), ones(2, 4, dtype: float64).addmm(a, b));
        Near([14], a[1].dot(tensor(new[] { 1.0, 1, 1 })) + 2);
        Near([0, 0, 0, 0, 3, 4, 5, 0, 6, 8, 10, 0], arange(3, dtype: float64).outer(tensor(new[] { 3.0, 4, 5, 0 })));
    }
}
