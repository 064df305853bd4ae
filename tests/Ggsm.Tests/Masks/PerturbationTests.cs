using Ggsm.Batches;
using Ggsm.Decoder;
using Ggsm.Encoders;
using Ggsm.Masks;
using Ggsm.Users;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks;

/// <summary>
/// A mask that is silently not applied is the commonest fault of all: change one token, and exactly the positions that the mask
/// lets see it, over the layers, may move; all others must stay equal to the bit.
/// </summary>
public sealed class PerturbationTests : IDisposable
{
    private const int Length = 6;
    private readonly DisposeScope scope = NewDisposeScope();

    public static TheoryData<string, long> RecipesAndSteps
    {
        get
        {
            var data = new TheoryData<string, long>();
            foreach (var name in MaskTesting.Cases)
            {
                var constant = MaskRecipes.Find(name.Split(' ')[0]).Promises.HasFlag(MaskPromises.Constant);
                foreach (var step in constant ? [0] : new long[] { 0, 2, 4, 6 })
                    data.Add(name, step);
            }

            return data;
        }
    }

    /// <summary>Every promised limit: the recipe, the mask it is to equal, where.</summary>
    public static TheoryData<string, string, long, EncodingMode> Limits
    {
        get
        {
            var data = new TheoryData<string, string, long, EncodingMode>();
            foreach (var name in MaskTesting.Cases)
            {
                var promises = MaskRecipes.Find(name.Split(' ')[0]).Promises;
                if (promises.HasFlag(MaskPromises.StartsCausal))
                    data.Add(name, "causal", 0, EncodingMode.Training);
                if (!promises.HasFlag(MaskPromises.EndsBidirectional))
                    continue;
                data.Add(name, "bidirectional", 6, EncodingMode.Training);
                data.Add(name, "bidirectional", 0, EncodingMode.Inference);
            }

            return data;
        }
    }

    public void Dispose() => scope.Dispose();

    [Theory]
    [MemberData(nameof(RecipesAndSteps))]
    public void Exactly_the_positions_the_mask_lets_see_a_token_move_with_it(string name, long step)
    {
        var recipe = Learnt(name, step);
        foreach (var tower in Enum.GetValues<Tower>())
        {
            Perturbation.Check(TestTensors.Decoder(), recipe, PoolingMode.Last, tower, step, EncodingMode.Training, [Length, Length]);
            Perturbation.Check(TestTensors.Decoder(), recipe, PoolingMode.Mean, tower, step, EncodingMode.Training, [Length, 4, 1]);
        }
    }

    [Theory]
    [MemberData(nameof(RecipesAndSteps))]
    public void So_they_do_at_inference(string name, long step)
    {
        var recipe = Learnt(name, step);
        foreach (var tower in Enum.GetValues<Tower>())
            Perturbation.Check(TestTensors.Decoder(), recipe, PoolingMode.Last, tower, step, EncodingMode.Inference, [Length, 3]);
    }

    [Theory]
    [MemberData(nameof(RecipesAndSteps))]
    public void So_they_do_on_the_plain_path_of_attention(string name, long step)
    {
        var recipe = Learnt(name, step);
        var decoder = TestTensors.Decoder();
        decoder.Execution = new() { Attention = AttentionPath.Plain };
        foreach (var tower in Enum.GetValues<Tower>())
            Perturbation.Check(decoder, recipe, PoolingMode.Last, tower, step, EncodingMode.Training, [Length, 4]);
    }

    [Theory]
    [MemberData(nameof(RecipesAndSteps))]
    public void So_they_do_with_an_event_that_stands_in_the_place_of_tokens(string name, long step)
    {
        var recipe = Learnt(name, step);
        var decoder = TestTensors.Decoder();
        decoder.AddEvents(TestEvents.Config);
        Perturbation.Check(decoder, recipe, PoolingMode.Last, Tower.User, step, EncodingMode.Training, [Length, 4], events: true);
        Perturbation.Check(decoder, recipe, PoolingMode.Last, Tower.User, step, EncodingMode.Inference, [Length, 3], events: true);
        decoder.Execution = new() { Attention = AttentionPath.Plain };
        Perturbation.Check(decoder, recipe, PoolingMode.Last, Tower.User, step, EncodingMode.Training, [Length, 4], events: true);
    }

    [Theory]
    [MemberData(nameof(RecipesAndSteps))]
    public void What_stands_in_padding_moves_no_real_position_unless_the_recipe_leaves_it_open(string name, long step)
    {
        var encoder = new TowerEncoder(TestTensors.Decoder(), Learnt(name, step), PoolingMode.Mean);
        foreach (var tower in Enum.GetValues<Tower>())
        {
            var (one, other) = (Embed(padId: 0), Embed(padId: 9));

            Assert.Equal(encoder.Recipe.Promises.HasFlag(MaskPromises.ClosesPadding), one.SequenceEqual(other));

            float[] Embed(int padId)
            {
                using var noGradient = no_grad();
                var batch = TokenBatch.Create([[3, 4, 5, 6, 7, 8], [3, 4, 5]], padId, CPU, marks: new PromptMarks(4));
                return encoder.Encode(tower, batch, step, EncodingMode.Training).Embeddings.Values();
            }
        }
    }

    [Theory]
    [MemberData(nameof(RecipesAndSteps))]
    public void A_fully_padded_row_gives_no_NaN_in_states_or_gradients_and_moves_no_other_row(string name, long step)
    {
        var recipe = Learnt(name, step);
        foreach (var path in Enum.GetValues<AttentionPath>())
        {
            foreach (var tower in Enum.GetValues<Tower>())
            {
                using var decoder = TestTensors.Decoder();
                decoder.Execution = new() { Attention = path };
                var beside = Run(decoder, tower, [Length, 0]);
                Assert.All(beside.Values(), x => Assert.True(float.IsFinite(x)));
                beside.sum().backward();
                Assert.All(decoder.parameters(), p => Assert.All(p.grad!.Values(), g => Assert.True(float.IsFinite(g))));

                Assert.Equal(Run(decoder, tower, [Length]).select(0, 0).Values(), beside.select(0, 0).Values(), (a, b) => Math.Abs(a - b) < 1e-5);
            }
        }

        Tensor Run(DecoderModel decoder, Tower tower, int[] lengths)
        {
            var states = decoder.Embed(TestTensors.Ids(new Random(2), 1, Length)).expand(lengths.Length, -1, -1);
            var given = MaskTesting.Input(Length, step, tower, lengths) with { States = states };
            MaskTesting.RunAhead(recipe, given with { Padding = TestTensors.Padding(Length, Length, 0) }, new Random(11));
            var plan = recipe.Plan(given);
            return decoder.Forward(DecoderInput.OfEmbeddings(given.Under(plan).States, AttentionBias.FromPlan(plan, given))).LastHiddenState;
        }
    }

    [Theory]
    [MemberData(nameof(Limits))]
    public void At_its_promised_limit_the_decoder_s_states_are_those_of_that_mask_to_the_bit(string name, string limit, long step, EncodingMode phase)
    {
        var recipe = Learnt(name, Math.Min(step, 2));
        int[][] rows = recipe.Promises.HasFlag(MaskPromises.ClosesPadding) ? [[3, 4, 5, 6, 7, 8], [9, 10, 11]] : [[3, 4, 5, 6, 7, 8]];
        foreach (var tower in Enum.GetValues<Tower>())
            Assert.Equal(States(MaskTesting.Create(limit, new MaskSchedule(2, 6)), tower), States(recipe, tower));

        float[] States(MaskRecipe which, Tower tower)
        {
            using var noGradient = no_grad();
            var encoder = new TowerEncoder(TestTensors.Decoder(), which, PoolingMode.Last);
            return encoder.Encode(tower, TokenBatch.Create(rows, 0, CPU, marks: new PromptMarks(5)), step, phase).Hidden.narrow(1, 0, 3).Values();
        }
    }

    [Fact]
    public void A_mask_for_each_row_is_obeyed_in_its_own_row() =>
        Perturbation.Check(TestTensors.Decoder(), new OneOfEach(), PoolingMode.Last, Tower.User, 0, EncodingMode.Training, [Length, Length]);

    private static MaskRecipe Learnt(string name, long step)
    {
        var recipe = MaskTesting.Create(name, new MaskSchedule(2, 6));
        MaskTesting.Learn(recipe, step, Length, new Random(5));
        return recipe;
    }

    private sealed class OneOfEach() : MaskRecipe(new("one-of-each", "the first row causal, the others open", MaskPromises.ClosesPadding, _ => new OneOfEach()))
    {
        public override AttentionPlan Plan(MaskInput input) => new(stack(
            [.. Enumerable.Range(0, (int)input.States.shape[0]).Select(row => full([input.Length, input.Length], row == 0 ? 0 : 1, dtype: ScalarType.Float32))]));
    }
}
