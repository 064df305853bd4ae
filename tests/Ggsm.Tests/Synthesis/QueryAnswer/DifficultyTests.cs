using Ggsm.Synthesis.QueryAnswer;

namespace Ggsm.Tests.Synthesis.QueryAnswer;

public sealed class DifficultyTests
{
    [Theory]
    [InlineData(new[] { 3f, 4f }, new[] { 6f, 8f }, 0)]
    [InlineData(new[] { 1f, 0f }, new[] { 0f, 5f }, 1)]
    [InlineData(new[] { 1f, 0f }, new[] { -2f, 0f }, 2)]
    [InlineData(new[] { 1f, 0f }, new[] { 3f, 4f }, 0.4)]
    [InlineData(new[] { 0f, 0f }, new[] { 3f, 4f }, 1)]
    public void Difficulty_is_one_less_the_cosine_whatever_the_lengths(float[] prompt, float[] answer, double expected) =>
        Assert.Equal(expected, Difficulty.Of(prompt, answer), 6);

    [Fact]
    public async Task The_hashing_embedder_finds_an_answer_of_the_prompts_words_easier_than_one_of_others()
    {
        var user = People.With(People.Paid(1, "noodles", 10), People.Paid(2, "coffee", 4));

        var difficulties = await Difficulty.MeasureAsync(new HashedWordsEmbedder(), [(user, "What food?", "Noodles, coffee."), (user, "What food?", "Opera tickets.")], TestContext.Current.CancellationToken);

        Assert.True(difficulties[0] < difficulties[1] - 0.3);
        Assert.Equal(1, difficulties[1], 6);
    }

    [Fact]
    public async Task The_question_is_part_of_what_is_embedded()
    {
        var user = People.With(People.Paid(1, "noodles", 10));

        var difficulties = await Difficulty.MeasureAsync(new HashedWordsEmbedder(), [(user, "How often tennis?", "tennis"), (user, "How often golf?", "tennis")], TestContext.Current.CancellationToken);

        Assert.True(difficulties[0] < difficulties[1]);
    }

    [Fact]
    public void A_quantile_leaves_its_share_below_the_threshold_and_a_threshold_is_taken_as_it_is()
    {
        double[] difficulties = [0.9, 0.1, 0.5, 0.3, 0.7];

        Assert.Equal(0.7, DifficultyFilter.OfQuantile(0.6).Resolve(difficulties));
        Assert.Equal(0.1, DifficultyFilter.OfQuantile(0).Resolve(difficulties));
        Assert.Equal(0.45, DifficultyFilter.OfThreshold(0.45).Resolve(difficulties));
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void A_quantile_outside_its_range_is_refused(double quantile) =>
        Assert.Equal("quantile", Assert.Throws<BadInputException>(() => DifficultyFilter.OfQuantile(quantile)).Field);

    [Fact]
    public void The_histogram_counts_every_difficulty_from_nought_to_two()
    {
        var histogram = new DifficultyHistogram();
        foreach (var difficulty in (double[])[0, 0.049, 0.05, 1, 2])
            histogram.Add(difficulty);

        Assert.Equal((2, 1, 1, 1), (histogram.Counts[0], histogram.Counts[1], histogram.Counts[20], histogram.Counts[^1]));
        Assert.Equal(5, histogram.Total);
        Assert.Equal(3.099 / 5, histogram.Mean, 12);
    }
}
