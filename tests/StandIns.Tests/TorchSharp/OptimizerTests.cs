using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StandIns.Tests.TorchSharp;

public sealed class OptimizerTests : ScopedTest
{
    private static readonly double[] Start = [0.5, -1.25, 2];

    /// <summary>Steps on the loss Σ (x - k)² · step, whose gradient changes from step to step.</summary>
    private static double[] Run(Func<Parameter, optim.Optimizer> make, int steps)
    {
        var x = new Parameter(tensor(Start));
        using optim.Optimizer optimizer = make(x);
        for (int step = 1; step <= steps; step++)
        {
            optimizer.zero_grad();
            ((x - arange(3, dtype: ScalarType.Float64)).pow(2) * step).sum().backward();
            optimizer.step();
        }
        return x.data<double>().ToArray();
    }

    private static double[] Reference(Func<double, double, int, double, double> update, int steps)
    {
        double[] x = [.. Start];
        for (int k = 0; k < x.Length; k++)
            for (int step = 1; step <= steps; step++)
                x[k] = update(x[k], 2 * (x[k] - k) * step, step, k);
        return x;
    }

    [Fact]
    public void AdamW_equals_a_hand_written_one()
    {
        const double Rate = 0.1, Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-6, Decay = 0.05;
        double m = 0, v = 0;
        double[] expected = Reference((x, g, step, _) =>
        {
            if (step == 1)
                m = v = 0;
            x *= 1 - Rate * Decay;
            m = Beta1 * m + (1 - Beta1) * g;
            v = Beta2 * v + (1 - Beta2) * g * g;
            return x - Rate * (m / (1 - Math.Pow(Beta1, step))) / (Math.Sqrt(v / (1 - Math.Pow(Beta2, step))) + Epsilon);
        }, 12);
        double[] actual = Run(x => optim.AdamW([x], Rate, Beta1, Beta2, Epsilon, Decay), 12);
        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Groups_have_their_own_rate_and_decay_and_the_rate_can_be_set()
    {
        Parameter fast = new(ones(1, dtype: ScalarType.Float64)), slow = new(ones(1, dtype: ScalarType.Float64));
        using AdamW optimizer = optim.AdamW(
            new[]
            {
                new AdamW.ParamGroup([fast], new AdamW.Options { LearningRate = 0.1, weight_decay = 0 }),
                new AdamW.ParamGroup([slow], new AdamW.Options { weight_decay = 0.5 }),
            },
            lr: 0.01);
        Assert.Equal([0.1, 0.01], optimizer.ParamGroups.Select(group => group.LearningRate));
        (fast + slow).sum().backward();
        optimizer.step();
        Near([0.9], fast);
        Near([(1 - 0.01 * 0.5) - 0.01], slow);
        foreach (optim.ILearningRateController group in optimizer.ParamGroups)
            group.LearningRate = 0;
        optimizer.step();
        Near([0.9], fast);
    }

    [Fact]
    public void Parameters_without_a_gradient_stay()
    {
        Parameter used = new(ones(1)), unused = new(ones(1));
        using AdamW optimizer = optim.AdamW([used, unused], weight_decay: 0.5);
        used.sum().backward();
        optimizer.step();
        Assert.Equal(1f, unused.item<float>());
        Assert.NotEqual(1f, used.item<float>());
    }

    [Fact]
    public void Clipping_scales_all_gradients_by_their_joint_norm()
    {
        Parameter x = new(zeros(1)), y = new(zeros(1)), unused = new(zeros(1));
        x.grad = tensor(new[] { 3f });
        y.grad = tensor(new[] { 4f });
        Assert.Equal(5, nn.utils.clip_grad_norm_([x, y, unused], 1), 1e-5);
        Near([0.6], x.grad!, 1e-5);
        Near([0.8], y.grad!, 1e-5);
        Assert.Equal(1, nn.utils.clip_grad_norm_([x, y], 10), 1e-5);
        Near([0.6], x.grad!, 1e-5);
    }
}
