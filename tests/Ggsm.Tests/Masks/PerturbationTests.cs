using Ggsm.Checkpoints;
using Ggsm.Decoder;
using Ggsm.Masks;
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
            foreach (var recipe in MaskRecipes.All)
            {
                foreach (var step in recipe.Promises.HasFlag(MaskPromises.Constant) ? [0] : new long[] { 0, 2, 4, 6 })
                    data.Add(recipe.Name, step);
            }

            return data;
        }
    }

    public void Dispose() => scope.Dispose();

    [Theory]
    [MemberData(nameof(RecipesAndSteps))]
    public void Without_padding_exactly_the_positions_the_mask_lets_see_it_move(string name, long step) =>
        Perturb(TestTensors.Decoder(), name, step, [Length, Length], embedded: false);

    [Theory]
    [MemberData(nameof(RecipesAndSteps))]
    public void With_padding_a_bias_for_each_row_keeps_to_that_row(string name, long step) =>
        Perturb(TestTensors.Decoder(), name, step, [Length, 4], embedded: false);

    [Theory]
    [MemberData(nameof(RecipesAndSteps))]
    public void Embedded_input_obeys_the_same_mask(string name, long step) =>
        Perturb(TestTensors.Decoder(), name, step, [Length, 3], embedded: true);

    [Theory]
    [MemberData(nameof(RecipesAndSteps))]
    public void A_decoder_loaded_from_safetensors_obeys_the_same_mask(string name, long step)
    {
        using var folder = new TestFolder();
        PretrainedDecoder.Save(TestTensors.Decoder(), folder.Path);

        Perturb(PretrainedDecoder.Load(folder.Path), name, step, [Length, 4], embedded: false);
    }

    [Fact]
    public void A_differentiable_mask_for_each_row_is_obeyed_in_its_own_row()
    {
        var weights = stack([zeros([Length, Length]), ones([Length, Length])]);

        Perturb(TestTensors.Decoder(), AttentionBias.FromFutureWeights(weights), embedded: false);
    }

    private static void Perturb(DecoderModel decoder, string name, long step, int[] lengths, bool embedded)
    {
        var recipe = MaskTesting.Create(name, new MaskSchedule(2, 6));
        MaskTesting.Learn(recipe, step, Length, new Random(5));
        foreach (var tower in Enum.GetValues<Tower>())
        {
            var input = MaskTesting.Input(Length, step, tower, lengths);
            Perturb(decoder, AttentionBias.FromPlan(recipe.Plan(input), input), embedded);
        }
    }

    private static void Perturb(DecoderModel decoder, Tensor bias, bool embedded)
    {
        using var inner = NewDisposeScope();
        using var noGradient = no_grad();
        var ids = TestTensors.Ids(new Random(7), 2, Length);
        var before = Run(ids);
        for (var j = 0; j < Length; j++)
        {
            var changed = ids.clone();
            changed.select(1, j).add_(1).remainder_(23);
            var moved = Moved(before, Run(changed));
            for (var row = 0; row < 2; row++)
            {
                var reached = Reached(bias.dim() == 2 ? bias : bias.select(0, row).select(0, 0), j, decoder.Config.Layers);
                for (var i = 0; i < Length; i++)
                {
                    Assert.True(reached[i] == moved[row][i],
                        $"token {j} changed, position {i} of row {row} {(moved[row][i] ? "moved" : "stayed")}, but the mask {(reached[i] ? "lets it see" : "hides")} that token");
                }
            }
        }

        Tensor Run(Tensor tokens) => decoder.Forward(
            embedded ? DecoderInput.OfEmbeddings(decoder.Embed(tokens), bias) : DecoderInput.OfIds(tokens, bias)).LastHiddenState;
    }

    /// <summary>The positions that position j reaches through the open pairs of so many layers.</summary>
    private static bool[] Reached(Tensor bias, int j, int layers)
    {
        var open = bias.Values().Select(b => b > AttentionBias.Closed / 2).ToArray();
        var reached = new bool[Length];
        reached[j] = true;
        for (var layer = 0; layer < layers; layer++)
        {
            var before = (bool[])reached.Clone();
            for (var i = 0; i < Length; i++)
                reached[i] |= Enumerable.Range(0, Length).Any(k => before[k] && open[(i * Length) + k]);
        }

        return reached;
    }

    private static bool[][] Moved(Tensor before, Tensor after)
    {
        var hidden = (int)before.shape[2];
        var (a, b) = (before.Values(), after.Values());
        return [.. Enumerable.Range(0, 2).Select(row => Enumerable.Range(0, Length)
            .Select(i => !a.AsSpan(((row * Length) + i) * hidden, hidden).SequenceEqual(b.AsSpan(((row * Length) + i) * hidden, hidden)))
            .ToArray())];
    }
}
