using FsCheck;
using FsCheck.Fluent;
using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks;

/// <summary>The laws every recipe meets, over random lengths, paddings, schedules, steps and gradients.</summary>
public sealed class MaskLawTests
{
    public static TheoryData<string> Names => [.. MaskTesting.Cases];

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_lie_between_zero_and_one_and_the_mean_with_them(string name) => Hold(name, (recipe, input, _, plan) =>
    {
        Assert.All(plan.FutureWeights.triu(1).Values(), w => Assert.InRange(w, 0, 1));
        Assert.InRange(FutureWeights.Mean(plan.FutureWeights, input.Under(plan).Padding), 0, 1);
        Assert.InRange(plan.Alpha ?? 0, 0, 1);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void The_past_is_open_and_padding_is_closed_where_promised(string name) => Hold(name, (recipe, input, draw, plan) =>
    {
        var (bias, real, length) = (Bias(plan, input), Real(input.Under(plan)), (int)input.Under(plan).Length);
        for (var row = 0; row < draw.Lengths.Length; row++)
        {
            for (var i = 0; i < length; i++)
            {
                var alone = !Enumerable.Range(0, length).Any(j => real[row, j] && (j <= i || bias[row, i, j] > AttentionBias.Closed));
                for (var j = 0; j < length; j++)
                {
                    Assert.True(bias[row, i, j] <= 0);
                    if (!real[row, j] && recipe.Promises.HasFlag(MaskPromises.ClosesPadding))
                        Assert.True(bias[row, i, j] == AttentionBias.Closed || (alone && i == j), $"padding key {j} is open to query {i}");
                    else if (j <= i)
                        Assert.Equal(0, bias[row, i, j]);
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
    public void A_row_s_bias_depends_neither_on_the_other_rows_nor_on_how_far_it_is_padded(string name) => Hold(name, (recipe, input, draw, plan) =>
    {
        var together = Bias(plan, input);
        for (var row = 0; row < draw.Lengths.Length; row++)
        {
            if (draw.Lengths[row] == 0)
                continue;
            var alone = Row(input, row, draw.Lengths[row]);
            var shorter = recipe.Plan(alone);
            var (bias, length) = (Bias(shorter, alone), (int)alone.Under(shorter).Length);
            for (var i = 0; i < length; i++)
            {
                for (var j = 0; j < length; j++)
                    Assert.Equal(bias[0, i, j], together[row, i, j], 1e-5f);
            }
        }
    }, ahead: (_, _, _) => { });

    [Theory]
    [MemberData(nameof(Names))]
    public void The_anchor_of_a_row_is_a_real_position_and_none_follows_it(string name) => Hold(name, (_, input, draw, plan) =>
    {
        var seen = input.Under(plan);
        var real = Real(seen);
        for (var row = 0; row < draw.Lengths.Length; row++)
        {
            var anchor = (int)seen.Anchor.At(row);
            Assert.True(real[row, anchor] || draw.Lengths[row] == 0);
            for (var j = anchor + 1; j < seen.Length; j++)
                Assert.False(real[row, j]);
        }
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
            if (draw.Total > draw.WarmUp)
                AssertSameBias("bidirectional", recipe, input with { Step = draw.Total });
            AssertSameBias("bidirectional", recipe, input with { Step = draw.Total + 1 });
            AssertSameBias("bidirectional", recipe, input with { Mode = EncodingMode.Inference });
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

    [Theory]
    [MemberData(nameof(Names))]
    public void A_state_taken_at_any_step_gives_the_same_weights_elsewhere_and_goes_on_alike(string name) => Hold(name, (recipe, input, draw, _) =>
    {
        var other = MaskTesting.Create(name, new MaskSchedule(draw.WarmUp, draw.Total));
        Copy(recipe, other);
        for (var step = draw.Step; step <= draw.Total + 1; step++)
        {
            if (Undefined(name, draw with { Step = step }))
                continue;
            foreach (var each in new[] { recipe, other })
                MaskTesting.RunAhead(each, input with { Step = step }, new System.Random(draw.Seed + step), draw.Scale);
            Assert.Equal(Bias(recipe.Plan(input with { Step = step }), input), Bias(other.Plan(input with { Step = step }), input));
            foreach (var each in new[] { recipe, other })
                Live(each, input with { Step = step }, new System.Random(draw.Seed - step), draw.Scale);
        }
    });

    /// <summary>The bias is that of the limit to the bit; only padding may differ, where a recipe leaves it open.</summary>
    private static void AssertSameBias(string limit, MaskRecipe recipe, MaskInput input)
    {
        var plan = recipe.Plan(input);
        var seen = input.Under(plan);
        var expected = MaskRecipes.Create(limit, new MaskSchedule(0, 0)).Plan(seen) with { OpensPadding = plan.OpensPadding };

        Assert.Equal(Bias(expected, seen), Bias(plan, input));
    }

    private static float[,,] Bias(AttentionPlan plan, MaskInput input)
    {
        var seen = input.Under(plan);
        var (rows, length) = ((int)seen.States.shape[0], (int)seen.Length);
        var bias = new float[rows, length, length];
        Buffer.BlockCopy(AttentionBias.FromPlan(plan, input).expand(rows, 1, length, length).Values(), 0, bias, 0, bias.Length * sizeof(float));
        return bias;
    }

    private static bool[,] Real(MaskInput input)
    {
        var values = input.Padding.Values();
        var real = new bool[input.Padding.shape[0], input.Length];
        for (var i = 0; i < values.Length; i++)
            real[i / input.Length, i % input.Length] = values[i] != 0;
        return real;
    }

    private static MaskInput Row(MaskInput input, int row, int length) => input with
    {
        States = input.States.narrow(0, row, 1).narrow(1, 0, length),
        Padding = input.Padding.narrow(0, row, 1).narrow(1, 0, length),
        Anchor = input.Anchor.narrow(0, row, 1),
        Segments = input.Segments?.narrow(0, row, 1).narrow(1, 0, length),
    };

    private static void Copy(MaskRecipe from, MaskRecipe to)
    {
        to.LoadState(from.State());
        using var noGradient = no_grad();
        foreach (var (target, source) in (to.Learnable?.parameters() ?? []).Zip(from.Learnable?.parameters() ?? []))
            target.copy_(source);
    }

    private static void Live(MaskRecipe recipe, MaskInput input, System.Random random, double scale)
    {
        foreach (var tower in Enum.GetValues<Tower>())
        {
            if (recipe.Wants(tower, input.Step) is { Copy: TowerCopy.Live })
                recipe.Observe(new HiddenGradient(tower, input.Step, TestTensors.Normal(random, input.States.shape) * scale, input.Padding));
        }
    }

    private static void Hold(
        string name, Action<MaskRecipe, MaskInput, Draw, AttentionPlan> law, Action<MaskRecipe, MaskInput, Draw>? ahead = null)
    {
        ahead ??= (recipe, input, draw) => MaskTesting.RunAhead(recipe, input, new System.Random(draw.Seed), draw.Scale);
        var property = Prop.ForAll(Draws.ToArbitrary(), draw =>
        {
            if (Undefined(name, draw))
                return;
            using var scope = NewDisposeScope();
            var recipe = Learnt(name, draw, Math.Min(draw.Step, draw.WarmUp));
            var input = MaskTesting.Input(draw.Length, draw.Step, draw.Tower, draw.Lengths);
            ahead(recipe, input, draw);
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
        name.StartsWith("ggsm-released", StringComparison.Ordinal) && draw is { WarmUp: 0, Step: 0 } && draw.Length > 1;

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
