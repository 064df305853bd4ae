using Ggsm.Users;
using Ggsm.Users.Description;

namespace Ggsm.Tests.Users.Description;

public sealed class DataDescriptionTests : IDisposable
{
    private readonly TestFolder folder = new();

    [Fact]
    public void Users_are_counted_by_modality_label_and_length()
    {
        var one = TestUsers.Profile(TestUsers.Event(Modality.Bill, 14, "a"), TestUsers.Event(Modality.Bill, 7, "b"), TestUsers.Event(Modality.App, -3, "c"));
        var other = TestUsers.Profile(TestUsers.Event(Modality.Search, 7, "d"));
        WriteUsers(one with { Labels = new Dictionary<string, int> { ["food"] = 1, ["movie"] = 0 } }, other with { Labels = new Dictionary<string, int> { ["food"] = 0 } });
        var users = Describe(folder.Path).Users!;

        Assert.Equal((2, 2, 1), (users.Users, users.HistoryEvents.Most, users.FutureEvents.Most));
        Assert.Equal(1.5, users.HistoryEvents.Mean);
        Assert.Equal(new ModalityFigures(2, 0, 1, 2 / 3.0, 0.5), users.Modalities["bill"]);
        Assert.Equal(new ModalityFigures(0, 1, 0, 0, 0), users.Modalities["app"]);
        Assert.Equal(new LabelFigures(2, 1, 0.5), users.Labels["food"]);
        Assert.Equal(new LabelFigures(1, 0, 0), users.Labels["movie"]);
        Assert.Equal(1, users.WeekdayShares["sunday"], 12);
    }

    [Fact]
    public void Pairs_are_counted_by_side_source_and_difficulty()
    {
        WritePairs(
            new PairLine("two words", "u1", Source: "qa", Difficulty: 0.42, Split: DataSplit.Train, Instruction: "food"),
            new PairLine("three more words", "u2", Source: "qa", Difficulty: 0.48, Split: DataSplit.HeldOut),
            new PairLine("one", Query: "q", Difficulty: 2));
        var pairs = Describe(folder.Path).Pairs!;

        Assert.Equal((3, 1), (pairs.Pairs, pairs.WithInstruction));
        Assert.Equal(new Dictionary<string, long> { ["train"] = 1, ["held_out"] = 1, ["unsplit"] = 1 }, pairs.Splits.ToDictionary());
        Assert.Equal(new Dictionary<string, long> { ["qa"] = 2, ["unnamed"] = 1 }, pairs.Sources.ToDictionary());
        Assert.Equal((1, 2, 3), (pairs.AnswerWords.Least, pairs.AnswerWords.Median, pairs.AnswerWords.Most));
        Assert.Equal((3, 0.9667), (pairs.Difficulty!.Known, Math.Round(pairs.Difficulty.Mean, 4)));
        Assert.Equal([(4, 2L), (19, 1L)], pairs.Difficulty.Histogram.Select((n, i) => (i, n)).Where(b => b.n > 0));
    }

    [Fact]
    public void Many_users_give_the_same_figures_as_one_after_the_other()
    {
        var users = Enumerable.Range(0, 300).Select(i => TestUsers.Random((ulong)i) with { Id = $"u{i}" }).ToArray();
        WriteUsers(users);
        var described = Describe(folder.Path).Users!;
        long[] lengths = [.. users.Select(u => (long)u.History.Count).Order()];

        Assert.Equal(300, described.Users);
        Assert.Equal(new Lengths(lengths.Average(), lengths[0], lengths[149], lengths[269], lengths[296], lengths[^1]), described.HistoryEvents);
    }

    [Fact]
    public void A_tokenizer_in_the_folder_tells_how_many_tokens_a_prompt_has()
    {
        var user = TestUsers.Random(3);
        WriteUsers(user);
        var tokenizer = BpeTrainer.Train([PromptTemplate.Render(user)], 400, TestContext.Current.CancellationToken);
        tokenizer.Save(folder.File("tokenizer"));

        Assert.Equal(tokenizer.Encode(PromptTemplate.Render(user)).Length, Describe(folder.Path).Users!.PromptTokens!.Most);
    }

    [Fact]
    public void A_malformed_line_far_down_is_named_even_though_lines_are_read_by_several_threads()
    {
        WriteUsers([.. Enumerable.Range(0, 200).Select(i => TestUsers.Profile() with { Id = $"u{i}" })]);
        File.AppendAllText(folder.File("users.jsonl"), "{\"id\": \"x\"}\nbroken\n");

        Assert.Equal((201, "as_of"), Assert.Throws<BadInputException>(() => Describe(folder.Path)) is var e ? (e.Line!.Value, e.Field) : default);
    }

    [Fact]
    public void A_folder_or_file_with_nothing_in_it_is_refused()
    {
        Assert.Contains("neither", Assert.Throws<BadInputException>(() => Describe(folder.Path)).Message, StringComparison.Ordinal);
        File.WriteAllText(folder.File("users.jsonl"), "");
        Assert.Contains("no users", Assert.Throws<BadInputException>(() => Describe(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Throws<BadInputException>(() => Describe(folder.File("none.jsonl")));
    }

    public void Dispose() => folder.Dispose();

    private static DataDescription Describe(string path) => DataDescription.Of(path, cancellation: TestContext.Current.CancellationToken);

    private void WriteUsers(params UserProfile[] users) => AtomicFile.Write(folder.File("users.jsonl"), stream => UsersFile.Write(stream, users));

    private void WritePairs(params PairLine[] pairs) => AtomicFile.Write(folder.File("pairs.jsonl"), stream => PairsFile.Write(stream, pairs));
}
