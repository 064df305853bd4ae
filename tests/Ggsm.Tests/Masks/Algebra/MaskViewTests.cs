using Ggsm.Decoder;
using Ggsm.Masks;
using Ggsm.Masks.Algebra;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks.Algebra;

/// <summary>Drawings, numbers and explanations say what the attention bias really does.</summary>
public sealed class MaskViewTests : IDisposable
{
    private const int Length = 6;
    private readonly DisposeScope scope = NewDisposeScope();

    public static TheoryData<string, long> RecipesAndSteps => PerturbationTests.RecipesAndSteps;

    public void Dispose() => scope.Dispose();

    [Theory]
    [MemberData(nameof(RecipesAndSteps))]
    public void What_is_drawn_and_explained_as_closed_does_not_move_and_what_is_seen_does(string name, long step)
    {
        var (view, bias) = View(name, step, [Length, 4], row: 1);
        var given = Enumerable.Range(0, view.GivenLength).ToArray();
        var moved = Moved(bias, row: 1);
        foreach (var key in given)
        {
            foreach (var query in given.Where(q => q != key))
            {
                var explanation = MaskExplanation.Explain(view, query, key);

                Assert.Equal(moved[key][query], view.Weight(query, key) > 0);
                Assert.Equal(!moved[key][query], explanation.StartsWith($"Query {query} does not see key {key}", StringComparison.Ordinal));
                Assert.Equal(!moved[key][query], Cell(view, query, key) is '·' or '×');
            }
        }
    }

    [Theory]
    [MemberData(nameof(RecipesAndSteps))]
    public void Weights_sparsity_and_mean_are_those_of_the_bias(string name, long step)
    {
        var (view, bias) = View(name, step, [Length, 3], row: 0);
        var values = (bias.dim() == 4 ? bias.select(0, 0).select(0, 0) : bias).Values();

        Assert.Equal((double)values.Count(b => b == AttentionBias.Closed) / values.Length, view.Sparsity, 1e-9);
        var ahead = new List<float>();
        for (var i = 0; i < view.Length; i++)
        {
            for (var j = 0; j < view.Length; j++)
            {
                var expected = values[(i * view.Length) + j] == AttentionBias.Closed ? 0 : MathF.Exp(values[(i * view.Length) + j]);
                Assert.Equal(expected, view.Weight(i, j));
                if (j > i && view.IsReal(i) && view.IsReal(j))
                    ahead.Add(expected);
            }
        }

        Assert.Equal(ahead.DefaultIfEmpty().Average(), view.MeanFutureWeight, 1e-5);
    }

    [Fact]
    public void A_drawing_marks_segments_padding_and_the_anchor()
    {
        var (view, _) = View("prefix", 0, [Length, 5], row: 1);

        Assert.Equal(
            """
                0 1 2 3 4 5
                u u a a A p
            0 u █ █ · · · ×
            1 u █ █ · · · ×
            2 a █ █ █ · · ×
            3 a █ █ █ █ · ×
            4 A █ █ █ █ █ ×
            5 p █ █ █ █ █ ×
            """, MaskDrawing.Draw(view));
    }

    [Fact]
    public void Weights_are_drawn_in_tenths_or_in_shades()
    {
        var input = MaskTesting.Input(4, 0);
        var recipe = Composed(MaskFunctions.Causal | MaskFunctions.PerKey(1, 0.99f, 0.5f, 0.05f));
        var view = MaskView.Of(recipe, input);

        Assert.Equal("0 u # 9 5 0", MaskDrawing.Draw(view, MaskDrawingStyle.Digits).Split('\n')[2]);
        Assert.Equal("0 u █ ▓ ▒ ░", MaskDrawing.Draw(view).Split('\n')[2]);
    }

    [Fact]
    public void Positions_of_two_digits_are_numbered_down_the_page()
    {
        var lines = MaskDrawing.Draw(MaskView.Of(MaskTesting.Create("causal", new MaskSchedule(0, 1)), MaskTesting.Input(12, 0))).Split('\n');

        Assert.Equal(15, lines.Length);
        Assert.EndsWith(" 1 1", lines[0]);
        Assert.EndsWith("8 9 0 1", lines[1]);
        Assert.StartsWith("11 A █", lines[^1]);
    }

    [Theory]
    [InlineData(1, 5, "padding, and the recipe prefix closes padding keys")]
    [InlineData(3, 3, "always sees itself")]
    [InlineData(4, 1, "past is open in every recipe")]
    [InlineData(0, 1, "1 position ahead", "Both lie in the user segment", "follows no schedule")]
    [InlineData(1, 3, "2 positions ahead", "closed", "The query lies in the user segment, the key after it")]
    [InlineData(5, 0, "The query is padding itself")]
    public void An_explanation_names_what_decides(int query, int key, params string[] said)
    {
        var (view, _) = View("prefix", 0, [Length, 5], row: 1);

        Assert.All(said, text => Assert.Contains(text, MaskExplanation.Explain(view, query, key)));
    }

    [Fact]
    public void An_explanation_of_a_guided_mask_names_stage_alpha_importance_and_weight()
    {
        var recipe = MaskTesting.Create("ggsm", new MaskSchedule(2, 6));
        recipe.Observe(MaskTesting.Gradient(Tower.User, 1, [0, 0, 0, 1.5f]));

        var text = MaskExplanation.Explain(MaskView.Of(recipe, MaskTesting.Input(4, 4)), 0, 3);

        var weight = (0.5 * MaskTesting.Sigmoid(1.5)) + 0.5;
        Assert.All(
            ["recipe ggsm", "schedule is opening", "alpha 0.5", "key 3 is 1.5", FormattableString.Invariant($"weight {weight:0.####}"), FormattableString.Invariant($"log w = {Math.Log(weight):0.####}")],
            said => Assert.Contains(said, text));
        Assert.Contains("warm-up", MaskExplanation.Explain(MaskView.Of(recipe, MaskTesting.Input(4, 0)), 0, 3));
        Assert.Contains("transition is over", MaskExplanation.Explain(MaskView.Of(recipe, MaskTesting.Input(4, 6)), 0, 3));
        Assert.Contains("after training", MaskExplanation.Explain(MaskView.Of(recipe, MaskTesting.Input(4, 0) with { Mode = EncodingMode.Inference }), 0, 3));
    }

    [Fact]
    public void Padding_that_a_recipe_leaves_open_is_said_to_be_open()
    {
        var (view, _) = View("ggsm-released", 1, [Length, 4], row: 1);

        Assert.True(view.Weight(0, 5) > 0);
        Assert.Contains("leaves open", MaskExplanation.Explain(view, 0, 5));
    }

    [Fact]
    public void A_row_of_padding_alone_is_explained_by_the_rule_that_keeps_it_defined()
    {
        var view = MaskView.Of(MaskTesting.Create("causal", new MaskSchedule(0, 1)), MaskTesting.Input(3, 0, lengths: [0]));

        Assert.Equal((0, 1, 0), (view.Weight(1, 0), view.Weight(1, 1), view.Weight(1, 2)));
        Assert.Contains("no open key at all", MaskExplanation.Explain(view, 1, 1));
    }

    [Fact]
    public void A_composed_recipe_is_explained_by_its_parts()
    {
        var view = MaskView.Of(Composed(MaskFunctions.Window(0, 1) | MaskFunctions.Constant(0.25)), MaskTesting.Input(4, 0));

        Assert.Contains("(window 0 back, 1 ahead [0] or 0.25 [0.25]) [0.25]", MaskExplanation.Explain(view, 0, 3));
    }

    [Fact]
    public void A_position_the_recipe_adds_is_marked_and_said_to_be_added()
    {
        var input = MaskTesting.Input(3, 0);
        var plan = new AttentionPlan(zeros([4, 4]))
        {
            States = zeros([1, 4, MaskTesting.Hidden]),
            Padding = ones([1, 4], dtype: ScalarType.Bool),
            Anchor = tensor(new long[] { 2 }),
        };

        var view = MaskView.Of(MaskTesting.Create("causal", new MaskSchedule(0, 1)), plan, input);

        Assert.Equal((4, 3), (view.Length, view.GivenLength));
        Assert.Equal("    . . A +", MaskDrawing.Draw(view).Split('\n')[1]);
        Assert.Contains("added to the input", MaskExplanation.Explain(view, 3, 0));
    }

    [Fact]
    public void A_position_that_is_not_there_is_refused()
    {
        var (view, _) = View("causal", 0, [Length], row: 0);

        Assert.Throws<ArgumentOutOfRangeException>(() => view.Weight(0, Length));
        Assert.Throws<ArgumentOutOfRangeException>(() => MaskExplanation.Explain(view, -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => View("causal", 0, [Length], row: 1));
    }

    private static char Cell(MaskView view, int query, int key) =>
        MaskDrawing.Draw(view, MaskDrawingStyle.Digits).Split('\n')[2 + query][4 + (2 * key)];

    private static MaskRecipe Composed(MaskFunction function) =>
        ComposedRecipe.Entry("composed", "made in a test", MaskPromises.ClosesPadding, _ => function).Create(new MaskSettings(new MaskSchedule(0, 1)));

    private static (MaskView View, Tensor Bias) View(string name, long step, int[] lengths, int row)
    {
        var recipe = MaskTesting.Create(name, new MaskSchedule(2, 6));
        MaskTesting.Learn(recipe, step, Length, new Random(5));
        var input = MaskTesting.Input(Length, step, lengths: lengths);
        return (MaskView.Of(recipe, input, row), AttentionBias.FromPlan(recipe.Plan(input), input));
    }

    /// <summary>For each token, which positions of a row move in one layer of attention when it changes.</summary>
    private static bool[][] Moved(Tensor bias, int row)
    {
        using var inner = NewDisposeScope();
        using var noGradient = no_grad();
        var length = (int)bias.shape[^1];
        var decoder = TestTensors.Decoder(TestTensors.SmallConfig with { Layers = 1 });
        var ids = TestTensors.Ids(new Random(7), 2, length);
        var before = Run(ids);
        return [.. Enumerable.Range(0, length).Select(key =>
        {
            var changed = ids.clone();
            changed.select(1, key).add_(1).remainder_(23);
            var after = Run(changed);
            return Enumerable.Range(0, length).Select(query => !before.AsSpan(query * 16, 16).SequenceEqual(after.AsSpan(query * 16, 16))).ToArray();
        })];

        float[] Run(Tensor tokens) => decoder.Forward(DecoderInput.OfIds(tokens, bias)).LastHiddenState.select(0, row).Values();
    }
}
