using Ggsm.Contrastive;
using Ggsm.Decoder;
using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks;

/// <summary>What the gradient that guides the mask really is, under each pooling and at each place in the decoder.</summary>
public sealed class AnchorPoolingTests : IDisposable
{
    private const int Length = 7;
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Tensor padding = TestTensors.Padding(Length, 7, 5, 6);
    private readonly Tensor anchor = tensor(new long[] { 6, 4, 5 });

    public void Dispose() => scope.Dispose();

    [Fact]
    public void With_anchor_pooling_the_gradient_of_the_last_states_is_zero_everywhere_but_at_the_anchor()
    {
        var norms = Norms(HiddenSource.LastHidden, mean: false).Values();

        for (var row = 0; row < 3; row++)
        {
            for (var i = 0; i < Length; i++)
                Assert.Equal(i == anchor.At(row), norms[(row * Length) + i] > 0);
        }
    }

    [Fact]
    public void So_the_rule_gives_one_half_to_every_key_but_the_anchors()
    {
        var recipe = MaskRecipes.Create("ggsm", new MaskSchedule(4, 8));

        recipe.Observe(Gradient(HiddenSource.LastHidden, mean: false));
        var weights = recipe.Plan(MaskTesting.Input(Length, 1)).FutureWeights.select(0, 0).Values();

        Assert.Equal([0.5f, 0.5f, 0.5f, 0.5f], weights.Take(4));
        Assert.All(weights.Skip(4), w => Assert.True(w > 0.5f));
    }

    [Theory]
    [InlineData("input", false)]
    [InlineData("layer:1", false)]
    [InlineData("last", true)]
    public void Another_source_or_mean_pooling_gives_every_real_position_a_gradient(string source, bool mean)
    {
        var norms = Norms(HiddenSource.Parse(source), mean).Values();

        for (var row = 0; row < 3; row++)
        {
            for (var i = 0; i <= anchor.At(row); i++)
                Assert.True(norms[(row * Length) + i] > 0, $"row {row}, position {i}");
        }
    }

    private Tensor Norms(HiddenSource source, bool mean) => Gradient(source, mean).Gradient.pow(2).sum(-1).sqrt();

    private HiddenGradient Gradient(HiddenSource source, bool mean)
    {
        var decoder = TestTensors.Decoder();
        var embedded = decoder.Embed(TestTensors.Ids(new Random(1), 3, Length));
        var bias = AttentionBias.FromFutureWeights(FutureWeights.Constant(Length, 0.5, CPU), padding);
        var output = decoder.Forward(DecoderInput.OfEmbeddings(embedded, bias) with { HiddenStates = true });
        var observed = source.IsLast ? output.LastHiddenState : output.HiddenStates![source.Index];
        observed.retain_grad();
        var pooled = mean ? Pooling.Mean(output.LastHiddenState, padding) : Pooling.LastToken(output.LastHiddenState, anchor);

        new InfoNceLoss(InfoNceOptions.AsDescribed).Compute(pooled, TestTensors.Normal(new Random(2), 3, decoder.Config.HiddenSize)).backward();

        return new HiddenGradient(Tower.User, 0, observed.grad!, padding);
    }
}
