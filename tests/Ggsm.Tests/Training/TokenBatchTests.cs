using Ggsm.Batches;
using Ggsm.Encoders;
using Ggsm.Masks;
using Ggsm.Users;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Training;

/// <summary>Where the user segment of a row ends, and that the recipe is told.</summary>
public sealed class TokenBatchTests : IDisposable
{
    private const int End = 9;
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void The_user_segment_of_each_row_ends_with_the_last_end_of_a_history()
    {
        var batch = TokenBatch.Create([[3, End, 4, End, 5], [3, End], [4, 5, 6]], 0, CPU, marks: new PromptMarks(End));

        Assert.Equal([0, 0, 0, 0, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1], batch.Segments!.Values());
    }

    [Fact]
    public void Without_an_end_to_look_for_there_are_no_segments() =>
        Assert.Null(TokenBatch.Create([[3, End, 4]], 0, CPU).Segments);

    [Fact]
    public void In_a_rendered_prompt_the_history_ends_before_the_instruction()
    {
        var profile = UserProfile.Split("u1", [], new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var prompt = PromptTemplate.Render(profile, "who is this");
        var tokenizer = BpeTrainer.Train([prompt], vocabularySize: 300, TestContext.Current.CancellationToken);
        var tokens = tokenizer.EncodeQuery(prompt, 64);

        var segments = TokenBatch.Create([tokens], tokenizer.PadId, CPU, marks: tokenizer.Marks).Segments!.Values();

        var user = tokens.Where((_, i) => segments[i] == 0).ToArray();
        Assert.EndsWith("</tabular>", tokenizer.Decode(user));
        Assert.Equal(" Instruction: who is this <USER>", tokenizer.Decode(tokens[user.Length..]));
    }

    [Theory]
    [InlineData(EncodingMode.Training)]
    [InlineData(EncodingMode.Inference)]
    public void The_recipe_is_told_so_that_under_prefix_the_history_sees_itself_but_not_the_instruction(EncodingMode phase)
    {
        var encoder = new TowerEncoder(TestTensors.Decoder(), MaskRecipes.Create("prefix", new MaskSchedule(0, 0)), PoolingMode.Last);

        var before = States([3, 4, End, 5, 6]);

        Assert.Equal([true, true, true, true, true], Moved(before, States([3, 8, End, 5, 6])));
        Assert.Equal([false, false, false, true, true], Moved(before, States([3, 4, End, 8, 6])));

        float[][] States(int[] tokens)
        {
            using var noGradient = no_grad();
            var pass = encoder.Encode(Tower.User, TokenBatch.Create([tokens], 0, CPU, marks: new PromptMarks(End)), 0, phase);
            return [.. pass.Hidden.Values().Chunk((int)pass.Hidden.shape[2])];
        }
    }

    private static bool[] Moved(float[][] before, float[][] after) => [.. before.Zip(after, (a, b) => !a.SequenceEqual(b))];
}
