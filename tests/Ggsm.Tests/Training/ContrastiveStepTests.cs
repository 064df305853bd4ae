using Ggsm.Batches;
using Ggsm.Contrastive;
using Ggsm.Decoder;
using Ggsm.Encoders;
using Ggsm.Masks;
using Ggsm.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Training;

public sealed class ContrastiveStepTests
{
    [Theory]
    [InlineData("last")]
    [InlineData("input")]
    [InlineData("layer:1")]
    public void The_recipe_observes_the_gradient_of_the_micro_batch_s_own_loss_whatever_the_accumulation(string source)
    {
        var whole = Observe(source, accumulation: 1);
        var quarter = Observe(source, accumulation: 4);
        Assert.Equal([Tower.User, Tower.Answer], whole.Keys);
        foreach (var tower in whole.Keys)
        {
            Assert.True(whole[tower].Max() > 0);
            Assert.Equal(whole[tower], quarter[tower], (a, b) => Math.Abs(a - b) <= 1e-6 + (1e-4 * Math.Abs(a)));
        }
    }

    [Fact]
    public void Under_anchor_pooling_the_last_states_gradient_is_zero_but_at_the_anchor_and_the_input_s_is_not()
    {
        var last = Observe("last", 1)[Tower.User];
        var input = Observe("input", 1)[Tower.User];
        Assert.Equal(0, last.Take(3).Max());
        Assert.True(last[3] > 0);
        Assert.All(input, norm => Assert.True(norm > 0));
    }

    private static Dictionary<Tower, float[]> Observe(string source, int accumulation)
    {
        manual_seed(4);
        using var scope = NewDisposeScope();
        using var decoder = new DecoderModel(DecoderConfig.Preset("quick", 32));
        var recipe = new Listening(HiddenSource.Parse(source));
        var step = new ContrastiveStep(new TowerEncoder(decoder, recipe, PoolingMode.Last), new InfoNceLoss(InfoNceOptions.AsDescribed));
        var query = TokenBatch.Create([[3, 4, 5, 1], [6, 7, 8, 1], [9, 10, 11, 1]], 0, CPU);
        var answer = TokenBatch.Create([[3, 2], [6, 2], [9, 2]], 0, CPU);
        step.Run(query, answer, maskStep: 0, accumulation);
        return recipe.Norms;
    }

    private sealed class Listening(HiddenSource source) : MaskRecipe(new("listening", "", MaskPromises.None, _ => throw new NotSupportedException()))
    {
        public Dictionary<Tower, float[]> Norms { get; } = [];

        public override AttentionPlan Plan(MaskInput input) => new(FutureWeights.Constant(input.Length, 1, input.States.device));

        public override GradientRequest? Wants(Tower tower, long step) => new(source);

        public override void Observe(HiddenGradient gradient) =>
            Norms[gradient.Tower] = gradient.Gradient.pow(2).sum([0, 2]).sqrt().data<float>().ToArray();
    }
}
