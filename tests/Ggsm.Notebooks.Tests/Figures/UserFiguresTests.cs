using Ggsm.Users;

namespace Ggsm.Notebooks.Tests.Figures;

public sealed class UserFiguresTests
{
    private static readonly DateTimeOffset AsOf = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly UserProfile _profile = UserProfile.Split(
        "u1",
        [Event(-3, Modality.Bill, "coffee"), Event(-3, Modality.Bill, "tea"), Event(-1, Modality.Search, "trains"), Event(2, Modality.Bill, "cake")],
        AsOf);

    [Fact]
    public void The_timeline_has_a_row_per_modality_and_keeps_history_and_future_apart()
    {
        var figure = new FigureData(Notebooks.Figures.UserTimeline(_profile));

        Assert.Equal(["bill", "bill, future", "search", "as-of date"], figure.Names);
        Assert.Equal(["bill", "bill"], FigureData.Values<string>(figure.Trace("bill")["y"]));
        Assert.Equal(["coffee", "tea"], FigureData.Values<string>(figure.Trace("bill")["text"]));
        Assert.Equal(AsOf.UtcDateTime.AddDays(2), DateTime.Parse((string)figure.Trace("bill, future")["x"]![0]!).ToUniversalTime());
        Assert.All(FigureData.Values<string>(figure.Trace("as-of date")["x"]), time => Assert.StartsWith("2024-06-01T00:00:00", time));
        Assert.Equal(["search", "app", "spm", "minipro", "bill"], FigureData.Values<string>(figure.Layout["yaxis"]!["categoryarray"]));
        Assert.Contains("u1", figure.Title);
    }

    [Fact]
    public void The_training_pair_counts_events_by_day_on_either_side_of_the_as_of_date()
    {
        var figure = new FigureData(Notebooks.Figures.TrainingPair(_profile));

        Assert.Equal([-2.5, -0.5], FigureData.Values<double>(figure.Trace("history: the query")["x"]));
        Assert.Equal([2.0, 1.0], FigureData.Values<double>(figure.Trace("history: the query")["y"]));
        Assert.Equal([2.5], FigureData.Values<double>(figure.Trace("future: the answer")["x"]));
        Assert.Equal([0.0, 0.0], FigureData.Values<double>(figure.Trace("as-of date")["x"]));
        Assert.Equal("events a day", figure.YTitle);
    }

    [Fact]
    public void Years_of_history_are_counted_in_wider_bins()
    {
        var profile = UserProfile.Split("u2", [Event(-500, Modality.App, "a"), Event(-1, Modality.App, "b"), Event(1, Modality.App, "c")], AsOf, TimeSpan.FromDays(600));
        var figure = new FigureData(Notebooks.Figures.TrainingPair(profile));

        Assert.Equal("events in 5 days", figure.YTitle);
        Assert.Equal(-2.5, FigureData.Values<double>(figure.Trace("history: the query")["x"])[^1]);
    }

    [Fact]
    public void The_prompt_strip_is_as_long_as_the_prompt_and_ends_in_the_anchor()
    {
        string prompt = PromptTemplate.Render(_profile, "Describe the user.");
        var tokenizer = BpeTrainer.Train([prompt], vocabularySize: 300, TestContext.Current.CancellationToken);
        int[] tokens = tokenizer.Encode(prompt);
        var segments = PromptSegment.Divide(tokens, tokenizer);
        var figure = new FigureData(Notebooks.Figures.PromptStrip(tokens, tokenizer));

        Assert.Equal(["bill", "minipro", "spm", "app", "search", "tabular", "instruction", "<USER>"], segments.Select(segment => segment.Name));
        Assert.Equal(prompt, string.Concat(segments.Select(segment => segment.Text)));
        Assert.Equal(tokens.Length, segments.Sum(segment => segment.Length));
        Assert.Equal(segments.Select(segment => segment.Length), figure.Traces.Where(trace => (string?)trace["type"] == "bar").Select(trace => trace["x"]![0]!.GetValue<int>()));
        Assert.Equal(tokens.Length - 0.5, figure.Trace("anchor &lt;USER&gt;")["x"]![0]!.GetValue<double>());
        Assert.Equal("stack", (string?)figure.Layout["barmode"]);
    }

    [Fact]
    public void A_prompt_without_tags_is_one_instruction_and_the_anchor()
    {
        var tokenizer = BpeTrainer.Train(["who is this"], vocabularySize: 280, TestContext.Current.CancellationToken);
        var segments = PromptSegment.Divide(tokenizer.EncodeQuery("who is this", 64), tokenizer);

        Assert.Equal(["instruction", "<USER>"], segments.Select(segment => segment.Name));
        Assert.Equal(1, segments[^1].Length);
    }

    private static UserEvent Event(double days, Modality modality, string what) => new(AsOf.AddDays(days), modality, [EventField.Of("what", what)]);
}
