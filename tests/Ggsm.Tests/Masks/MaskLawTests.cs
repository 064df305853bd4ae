using FsCheck;
using FsCheck.Fluent;
using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks;

/// <summary>The laws every recipe meets, over random lengths, paddings, schedules, steps and gradients.</summary>
public sealed class MaskLawTests
{
    public static TheoryData<string> Names => [.. MaskRecipes.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_lie_between_zero_and_one_and_the_mean_with_them(string name) => Hold(name, (recipe, input, _, plan) =>
    {
        Assert.All(plan.FutureWeights.triu(1).Values(), w => Assert.InRange(w, 0, 1));
        Assert.InRange(FutureWeights.Mean(plan.FutureWeights, input.Padding), 0, 1);
        Assert.InRange(plan.Alpha ?? 0, 0, 1);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void The_past_is_open_and_padding_is_closed_where_promised(string name) => Hold(name, (recipe, input, draw, plan) =>
    {
        var bias = AttentionBias.FromPlan(plan, input).expand(draw.Lengths.Length, 1, draw.Length, draw.Length).Values();
        var at = 0;
        foreach (var real in draw.Lengths)
        {
            for (var i = 0; i < draw.Length; i++)
            {
                for (var j = 0; j < draw.Length; j++, at++)
                {
                    Assert.True(bias[at] <= 0);
                    if (j >= real && recipe.Promises.HasFlag(MaskPromises.ClosesPadding))
                        Assert.True(bias[at] == AttentionBias.Closed || (real == 0 && i == j), $"padding key {j} is open to query {i}");
                    else if (j <= i)
                        Assert.Equal(0, bias[at]);
                }
            }
        }
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Attention_is_defined_in_every_row_even_a_fully_padded_one(string name) => Hold(name, (_, input, _, plan) =>
    {
        var attention = AttentionBias.FromPlan(plan, input).softmax(-1);

        Assert.All(attention.sum(-1).Values(), total => Assert.Equal(1, total, 1e-5f));
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Planning_twice_gives_the_same_weights(string name) => Hold(name, (recipe, input, _, plan) =>
        Assert.Equal(plan.FutureWeights.Values(), recipe.Plan(input).FutureWeights.Values()));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_limits_a_recipe_promises_are_reached_exactly(string name) => Hold(name, (recipe, input, draw, _) =>
    {
        if (recipe.Promises.HasFlag(MaskPromises.StartsCausal) && (draw.Total > 0 || recipe.Promises.HasFlag(MaskPromises.Constant)))
            AssertSameBias("causal", recipe, input with { Step = 0 });
        if (recipe.Promises.HasFlag(MaskPromises.EndsBidirectional))
        {
            AssertSameBias("bidirectional", recipe, input with { Step = draw.Total + 1 });
            AssertSameBias("bidirectional", recipe, input with { Phase = MaskPhase.Inference });
        }
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void After_warm_up_no_weight_falls_where_opening_is_promised(string name) => Hold(name, (recipe, input, draw, _) =>
    {
        if (!recipe.Promises.HasFlag(MaskPromises.OpensMonotonically))
            return;
        recipe = Learnt(name, draw, draw.WarmUp);
        float[]? before = null;
        for (var step = draw.WarmUp; step <= draw.Total + 1; step++)
        {
            if (Undefined(name, draw with { Step = step }))
                continue;
            var weights = recipe.Plan(input with { Step = step }).FutureWeights.triu(1).Values();
            for (var i = 0; before is not null && i < weights.Length; i++)
                Assert.True(weights[i] >= before[i] - 1e-6f, $"step {step}: {before[i]} fell to {weights[i]}");
            before = weights;
        }
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Constant_recipes_ignore_step_and_gradients(string name) => Hold(name, (recipe, input, draw, plan) =>
    {
        if (recipe.Promises.HasFlag(MaskPromises.Constant))
            Assert.Equal(recipe.Plan(input with { Step = draw.Total + 5 }).FutureWeights.Values(), plan.FutureWeights.Values());
    });

    /// <summary>The bias is that of the limit to the bit; only padding may differ, where a recipe leaves it open.</summary>
    private static void AssertSameBias(string limit, MaskRecipe recipe, MaskInput input)
    {
        var plan = recipe.Plan(input);
        var expected = MaskRecipes.Create(limit, new MaskSchedule(0, 0)).Plan(input) with { OpensPadding = plan.OpensPadding };
        var bias = AttentionBias.FromPlan(expected, input);

        Assert.Equal(bias.Values(), AttentionBias.FromPlan(plan, input).expand_as(bias).Values());
    }

    private static void Hold(string name, Action<MaskRecipe, MaskInput, Draw, AttentionPlan> law)
    {
        var property = Prop.ForAll(Draws.ToArbitrary(), draw =>
        {
            if (Undefined(name, draw))
                return;
            using var scope = NewDisposeScope();
            var recipe = Learnt(name, draw, Math.Min(draw.Step, draw.WarmUp));
            var input = MaskTesting.Input(draw.Length, draw.Step, draw.Tower, draw.Lengths);
            law(recipe, input, draw, recipe.Plan(input));
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40).WithQuietOnSuccess(true), property);
    }

    private static MaskRecipe Learnt(string name, Draw draw, long steps)
    {
        var recipe = MaskTesting.Create(name, new MaskSchedule(draw.WarmUp, draw.Total));
        MaskTesting.Learn(recipe, steps, draw.LearntLength, new System.Random(draw.Seed), draw.Scale);
        return recipe;
    }

    /// <summary>The released code fails where its schedule starts with nothing frozen; a test of its own holds that.</summary>
    private static bool Undefined(string name, Draw draw) =>
        name == "ggsm-released" && draw is { WarmUp: 0, Step: 0 } && draw.Length > 1;

    private static Gen<Draw> Draws =>
        from length in Gen.Choose(1, 9)
        from learnt in Gen.Choose(1, 9)
        from rows in Gen.Choose(1, 3)
        from lengths in Gen.Choose(0, length).ArrayOf(rows)
        from warmUp in Gen.Choose(0, 4)
        from opening in Gen.Choose(0, 6)
        from step in Gen.Choose(0, warmUp + opening + 2)
        from scale in Gen.Elements(0.0, 1e-3, 1.0, 1e4)
        from tower in Gen.Elements(Tower.User, Tower.Answer)
        from seed in Gen.Choose(0, 1_000_000)
        select new Draw(length, learnt, lengths, warmUp, warmUp + opening, step, scale, tower, seed);

    private sealed record Draw(int Length, int LearntLength, int[] Lengths, int WarmUp, int Total, int Step, double Scale, Tower Tower, int Seed);
}
