using TorchSharp;
using static TorchSharp.torch;

namespace StandIns.Tests.TorchSharp;

public sealed class GradientTests
{
    public static TheoryData<string> Functions => [.. Cases.Keys];

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Cases = new()
    {
        ["exp"] = x => x.exp(),
        ["log of one plus square"] = x => (x.pow(2) + 1).log(),
        ["square root"] = x => (x.pow(2) + 0.5).sqrt(),
        ["reciprocal square root"] = x => (x.pow(2) + 0.5).rsqrt(),
        ["sigmoid"] = x => x.sigmoid(),
        ["silu"] = x => nn.functional.silu(x),
        ["sine and cosine"] = x => x.sin() * x.cos(),
        ["softmax"] = x => x.softmax(-1) * x,
        ["log-softmax"] = x => x.log_softmax(-1) * x,
        ["log-sum-exp"] = x => x.logsumexp(1),
        ["matrix product"] = x => x.matmul(x.transpose(0, 1)),
        ["mean"] = x => x.pow(2).mean([1L]),
        ["normalised rows"] = x => nn.functional.normalize(x) * x,
        ["gather"] = x => x.gather(1, tensor(new long[] { 0, 3, 2 }).unsqueeze(1)).pow(2),
        ["index select"] = x => x.index_select(0, tensor(new long[] { 2, 2, 0 })).pow(2),
        ["masked fill"] = x => x.masked_fill(x > 0, 3.0) * x,
        ["where"] = x => where(x > 0, x * 2, x.pow(2)),
        ["slices"] = x => x[.., 1..3] * x[1, 2],
        ["cat and stack"] = x => cat([x, x * x], 1).sum([1L]) + stack([x, x.exp()]).sum([0L]).sum([1L]),
        ["repeat"] = x => x.repeat_interleave(2, 1).pow(2),
        ["cumulative sum"] = x => x.cumsum(1).pow(2),
        ["triangle"] = x => x.matmul(x.transpose(0, 1)).tril(),
        ["layer norm"] = x => nn.functional.layer_norm(x, [4]) * x,
        ["maximum along a dimension"] = x => x.max(1).values.pow(2),
        ["clamp"] = x => x.clamp(-0.8, 0.8) * x,
        ["division by a tensor"] = x => 2 / (x.pow(2) + 1),
        ["reversed subtraction"] = x => 1 - x * 3,
        ["power"] = x => (x.pow(2) + 1).pow(1.5),
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_gradient_equals_central_differences(string function)
    {
        using DisposeScope scope = NewDisposeScope();
        Func<Tensor, Tensor> f = Cases[function];
        double[] at = [0.3, -1.2, 0.7, 2.1, -0.4, 1.3, -2.2, 0.9, 1.7, -0.6, 0.15, -1.1];
        Tensor x = tensor(at, [3, 4], requires_grad: true);
        Tensor value = f(x);
        Tensor weights = linspace(0.5, 1.5, value.numel(), ScalarType.Float64).view(value.shape);
        (value * weights).sum().backward();
        double[] gradient = x.grad!.data<double>().ToArray();

        const double Step = 1e-6;
        for (int k = 0; k < at.Length; k++)
        {
            double[] up = [.. at], down = [.. at];
            up[k] += Step;
            down[k] -= Step;
            double slope = (Value(up) - Value(down)) / (2 * Step);
            Assert.Equal(slope, gradient[k], 1e-6 * Math.Max(1, Math.Abs(slope)));
        }

        double Value(double[] point) => (f(tensor(point, [3, 4])) * weights).sum().item<double>();
    }
}
