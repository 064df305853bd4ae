using Ggsm.Batches;
using Ggsm.Contrastive;
using Ggsm.Encoders;
using Ggsm.Masks;
using Ggsm.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks;

public sealed class HybridQueryRecipeTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly MaskRecipe recipe = MaskTesting.Create("hybrid-query", new MaskSchedule(2, 6));

    public void Dispose() => scope.Dispose();

    [Fact]
    public void The_query_stands_directly_after_the_last_real_token_of_each_row()
    {
        var input = MaskTesting.Input(4, 0, lengths: [4, 2, 0]);

        var plan = recipe.Plan(input);

        var query = recipe.Learnable!.parameters().Single().Values();
        Assert.Equal([3, 5, MaskTesting.Hidden], plan.States!.shape);
        Assert.Equal([4f, 2f, 1f], plan.Anchor!.Values());
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0], plan.Padding!.Values());
        Assert.Equal(query, plan.States.select(0, 0).select(0, 4).Values());
        Assert.Equal(query, plan.States.select(0, 1).select(0, 2).Values());
        for (var j = 0; j < 2; j++)
            Assert.Equal(input.States.select(0, 1).select(0, j).Values(), plan.States.select(0, 1).select(0, j).Values());
        Assert.Equal(input.States.select(0, 1).select(0, 2).Values(), plan.States.select(0, 1).select(0, 3).Values());
    }

    [Fact]
    public void It_lies_behind_the_user_segment()
    {
        var input = MaskTesting.Input(4, 0, lengths: [4, 2]);

        Assert.Equal([0, 0, 1, 1, 1, 0, 1, 1, 1, 1], recipe.Plan(input).Segments!.Values());
        Assert.Null(recipe.Plan(input with { Segments = null }).Segments);
    }

    [Fact]
    public void It_sees_every_real_token_and_no_padding_and_nobody_looks_ahead()
    {
        var input = MaskTesting.Input(4, 0, lengths: [4, 2]);
        var plan = recipe.Plan(input);

        var bias = AttentionBias.FromPlan(plan, input);

        Assert.Equal([0, 0, 0, 0, 0], bias.select(0, 0).select(0, 0).select(0, 4).Values());
        Assert.Equal([0, 0, 0, AttentionBias.Closed, AttentionBias.Closed], bias.select(0, 1).select(0, 0).select(0, 2).Values());
        Assert.All(plan.FutureWeights.Values(), w => Assert.Equal(0, w));
        Assert.Equal(0, FutureWeights.Mean(plan.FutureWeights, plan.Padding));
    }

    [Fact]
    public void The_answer_tower_is_causal_and_gets_no_query()
    {
        var plan = recipe.Plan(MaskTesting.Input(3, 0, Tower.Answer));

        Assert.Null(plan.States);
        Assert.Null(plan.Anchor);
        Assert.All(plan.FutureWeights.Values(), w => Assert.Equal(0, w));
    }

    [Theory]
    [InlineData(PoolingMode.Last)]
    [InlineData(PoolingMode.Mean)]
    public void Its_final_state_is_the_embedding_whatever_the_pooling_and_the_padding(PoolingMode pooling)
    {
        var encoder = new TowerEncoder(TestTensors.Decoder(), recipe, pooling);
        int[][] rows = [[3, 4, 5, 6, 7], [8, 9]];

        var together = encoder.Encode(Tower.User, TokenBatch.Create(rows, 0, CPU), 0, EncodingMode.Training);
        var alone = encoder.Encode(Tower.User, TokenBatch.Create(rows[1..], 0, CPU), 0, EncodingMode.Training);

        Assert.Equal(together.Hidden.select(0, 0).select(0, 5).Values(), together.Embeddings.select(0, 0).Values());
        Assert.Equal(together.Hidden.select(0, 1).select(0, 2).Values(), together.Embeddings.select(0, 1).Values());
        Assert.Equal(alone.Embeddings.Values(), together.Embeddings.select(0, 1).Values(), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void The_vector_is_learnt_from_the_loss()
    {
        var step = new ContrastiveStep(new TowerEncoder(TestTensors.Decoder(), recipe, PoolingMode.Last), new InfoNceLoss(InfoNceOptions.AsDescribed));

        step.Run(TokenBatch.Create([[3, 4, 5, 6], [7, 8, 9]], 0, CPU), TokenBatch.Create([[10, 11], [12, 13, 14]], 0, CPU), maskStep: 0);

        Assert.Contains(recipe.Learnable!.parameters().Single().grad!.Values(), g => g != 0);
    }
}
