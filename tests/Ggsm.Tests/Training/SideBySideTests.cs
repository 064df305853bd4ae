using Ggsm.Contrastive;
using Ggsm.Decoder;
using Ggsm.Masks;
using Ggsm.Batches;
using Ggsm.Encoders;
using Ggsm.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Training;

/// <summary>The two towers at a time compute what one after the other does.</summary>
public sealed class SideBySideTests
{
    [Fact]
    public void What_either_makes_belongs_to_the_callers_scope_and_the_threads_are_as_before()
    {
        var threads = get_num_threads();
        Tensor own, other;
        using (var scope = NewDisposeScope())
        {
            (own, other) = SideBySide.Run(() => arange(4) + 1, () => arange(4) + 2);
            Assert.True(scope.Contains(own));
            Assert.True(scope.Contains(other));
            Assert.Equal([2L, 3L, 4L, 5L], other.data<long>().ToArray());
        }

        Assert.True(own.IsInvalid);
        Assert.True(other.IsInvalid);
        Assert.Equal(threads, get_num_threads());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_error_of_either_is_thrown_as_it_is_and_only_after_both_have_ended(bool ofFirst)
    {
        var ended = false;
        Func<int> fails = () => throw new InvalidDataException("broken");
        Func<int> lasts = () =>
        {
            Thread.Sleep(100);
            ended = true;
            return 0;
        };
        var threads = get_num_threads();
        Assert.Throws<InvalidDataException>(() => ofFirst ? SideBySide.Run(fails, lasts) : SideBySide.Run(lasts, fails));
        Assert.True(ended);
        Assert.Equal(threads, get_num_threads());
    }

    [Theory]
    [InlineData("bidirectional")]
    [InlineData("ggsm")]
    [InlineData("hybrid-mlp")]
    public void Gradients_are_those_of_one_graph(string recipe)
    {
        var (one, two) = (Gradients(recipe, threads: 1), Gradients(recipe, threads: 2));
        Assert.Equal(one.Keys, two.Keys);
        Assert.NotEmpty(one);
        Assert.Equal(two.Values, Gradients(recipe, threads: 2).Values);
        foreach (var (name, gradient) in one)
            Assert.Equal(gradient, two[name], (a, b) => Math.Abs(a - b) <= 1e-7 + (1e-5 * Math.Abs(a)));
    }

    private static Dictionary<string, float[]> Gradients(string name, int threads)
    {
        var before = get_num_threads();
        set_num_threads(threads);
        try
        {
            manual_seed(4);
            using var scope = NewDisposeScope();
            using var decoder = new DecoderModel(DecoderConfig.Preset("quick", 32));
            var recipe = MaskRecipes.Create(name, new MaskSettings(new MaskSchedule(4, 8)) { HiddenSize = decoder.Config.HiddenSize });
            var step = new ContrastiveStep(new TowerEncoder(decoder, recipe, PoolingMode.Last), new InfoNceLoss(InfoNceOptions.AsDescribed));
            step.Run(
                TokenBatch.Create([[3, 4, 5, 1], [6, 7, 8, 1], [9, 10, 1]], 0, CPU), TokenBatch.Create([[3, 2], [6, 2], [9, 4, 2]], 0, CPU), maskStep: 0);
            return decoder.named_parameters().Where(p => p.parameter.grad is not null).ToDictionary(p => p.name, p => p.parameter.grad!.data<float>().ToArray());
        }
        finally
        {
            set_num_threads(before);
        }
    }
}
