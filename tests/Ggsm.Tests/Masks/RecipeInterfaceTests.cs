using Ggsm.Batches;
using Ggsm.Contrastive;
using Ggsm.Encoders;
using Ggsm.Masks;
using Ggsm.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks;

/// <summary>
/// Recipes of other kinds than those of this library fit the same interface and run through the trainer's own step:
/// weights predicted from the states, a learnt position of the recipe's own, weights by segment.
/// </summary>
public sealed class RecipeInterfaceTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Weights_predicted_from_the_states_are_learnt_with_the_decoder()
    {
        var recipe = new Predicted();

        Step(recipe);

        Assert.All(recipe.Learnable.parameters(), p => Assert.Contains(p.grad!.Values(), g => g != 0));
    }

    [Fact]
    public void A_recipe_may_add_a_position_of_its_own_and_make_it_the_anchor()
    {
        var recipe = new Added();

        var outcome = Step(recipe);

        Assert.Equal(6, outcome.User.Hidden.shape[1]);
        Assert.Equal(outcome.User.Hidden.select(1, 5).Values(), outcome.User.Embeddings.Values());
        Assert.Contains(recipe.Learnable.parameters().Single().grad!.Values(), g => g != 0);
    }

    [Fact]
    public void Weights_by_segment_open_the_first_segment_of_each_row_only()
    {
        var input = MaskTesting.Input(4, 0, lengths: [4, 4]) with { Segments = tensor(new long[] { 0, 0, 0, 1, 0, 0, 1, 1 }, [2, 4]) };

        var bias = AttentionBias.FromPlan(new BySegment().Plan(input), input);

        Assert.Equal([2, 1, 4, 4], bias.shape);
        Assert.Equal((0, 0, AttentionBias.Closed), (bias.At(0, 0, 0, 2), bias.At(1, 0, 0, 1), bias.At(1, 0, 0, 2)));
    }

    [Fact]
    public void A_registered_recipe_is_found_by_name()
    {
        MaskRecipes.Register(Predicted.Entry);

        Assert.IsType<Predicted>(MaskRecipes.Create("predicted-in-a-test", new MaskSchedule(1, 2)));
        MaskRecipes.Unregister("predicted-in-a-test");
        Assert.DoesNotContain("predicted-in-a-test", MaskRecipes.Names);
    }

    private static MicroBatchOutcome Step(MaskRecipe recipe)
    {
        var step = new ContrastiveStep(new TowerEncoder(TestTensors.Decoder(), recipe, PoolingMode.Last), new InfoNceLoss(InfoNceOptions.AsDescribed));
        return step.Run(
            TokenBatch.Create([[3, 4, 5, 6, 7], [8, 9, 10]], 0, CPU), TokenBatch.Create([[11, 12], [13, 14, 15]], 0, CPU), maskStep: 0);
    }

    private sealed class Predicted() : MaskRecipe(Entry)
    {
        private readonly Linear weight = nn.Linear(TestTensors.SmallConfig.HiddenSize, 1);

        public static MaskRecipeInfo Entry { get; } = new("predicted-in-a-test", "predicts w_ij from h_i", MaskPromises.ClosesPadding, _ => new Predicted());

        public override nn.Module Learnable => weight;

        public override AttentionPlan Plan(MaskInput input) =>
            new(weight.call(input.States).sigmoid().expand(input.States.shape[0], input.Length, input.Length));
    }

    private sealed class Added() : MaskRecipe(new("added", "adds a learnt query that sees everything", MaskPromises.ClosesPadding, _ => new Added()))
    {
        private readonly Embedding query = nn.Embedding(1, TestTensors.SmallConfig.HiddenSize);

        public override nn.Module Learnable => query;

        public override AttentionPlan Plan(MaskInput input)
        {
            var batch = input.States.shape[0];
            var own = query.call(zeros([batch, 1], dtype: ScalarType.Int64));
            return new AttentionPlan(zeros([input.Length + 1, input.Length + 1]))
            {
                States = cat([input.States, own], 1),
                Padding = cat([input.Padding, ones([batch, 1], dtype: ScalarType.Bool)], 1),
                Anchor = full([batch], input.Length, dtype: ScalarType.Int64),
            };
        }
    }

    private sealed class BySegment() : MaskRecipe(new("by-segment", "opens the first segment", MaskPromises.ClosesPadding, _ => new BySegment()))
    {
        public override AttentionPlan Plan(MaskInput input)
        {
            var first = input.Segments!.eq(0);
            return new AttentionPlan(first.unsqueeze(1).logical_and(first.unsqueeze(2)).to(ScalarType.Float32));
        }
    }
}
