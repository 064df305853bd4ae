using Ggsm.Users;

namespace Ggsm.Tests.Users;

public sealed class StreamedPairsTests : IDisposable
{
    private static readonly UserTokenizer Tokenizer = BpeTrainer.Train(["noodles rice tea bus tram"], 300);

    private readonly TestFolder folder = new();

    [Fact]
    public void Ten_times_the_users_take_hardly_more_memory_than_their_places()
    {
        var (small, smallBytes) = MemoryOf(2_000);
        var (large, largeBytes) = MemoryOf(20_000);

        var perUser = (large - small) / 18_000.0;
        var line = (largeBytes - smallBytes) / 18_000.0;
        Assert.True(line > 2_000, $"a user with its pair takes {line} bytes of file");
        Assert.True(perUser < 250, $"a user with its pair takes {perUser} bytes of memory");
    }

    [Fact]
    public void A_pair_asked_for_in_any_order_is_its_line_rendered_and_tokenized()
    {
        Write(60);
        var options = new PairDatasetOptions { Tokenizer = Tokenizer, MaxQueryLength = 90, MaxAnswerLength = 8 };
        var data = PairDataset.Load(folder.Path, options);
        var profiles = UsersFile.Read(folder.File("users.jsonl")).ToDictionary(u => u.Id);
        PairLine[] train = [.. PairsFile.Read(folder.File("pairs.jsonl")).Where(p => p.Split == DataSplit.Train)];

        Assert.Equal(train.Length, data.Train.Count);
        foreach (var i in new[] { 31, 2, 53, 2, 0, 31 })
        {
            var prompt = PromptTemplate.Render(profiles[train[i].UserId!], train[i].Instruction);
            Assert.Equal(prompt, data.TrainTexts[i].Query);
            Assert.Equal(Tokenizer.EncodeQuery(prompt, 90), data.Train[i].Query);
            Assert.Equal(Tokenizer.EncodeAnswer(train[i].Answer, 8), data.Train[i].Answer);
            Assert.Equal(train[i].Source, data.Train[i].Source);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => data.TrainTexts[train.Length]);
    }

    [Fact]
    public void What_is_not_kept_is_made_again_the_same()
    {
        Write(30);
        var options = new PairDatasetOptions { Tokenizer = Tokenizer, MaxQueryLength = 90 };
        var keeping = PairDataset.Load(folder.Path, options).Train;
        var forgetting = PairDataset.Load(folder.Path, options with { KeptTokens = 0 }).Train;

        Assert.Same(keeping[4], keeping[4]);
        Assert.NotSame(forgetting[4], forgetting[4]);
        Assert.All(Enumerable.Range(0, keeping.Count), i =>
        {
            Assert.Equal(keeping[i].Query, forgetting[i].Query);
            Assert.Equal(keeping[i].Answer, forgetting[i].Answer);
        });
    }

    [Fact]
    public void A_file_changed_where_it_stands_is_found_out_when_the_line_is_read()
    {
        Write(30);
        var data = PairDataset.Load(folder.Path, new PairDatasetOptions { Tokenizer = Tokenizer });
        using (var file = new FileStream(folder.File("users.jsonl"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = new FileInfo(folder.File("users.jsonl")).Length / 2;
            file.Write(new byte[4_000].Select(_ => (byte)'x').ToArray());
        }

        var error = Assert.Throws<BadInputException>(() => data.Train.Sum(p => p.Query.Length));
        Assert.Contains("changed", error.Message, StringComparison.Ordinal);
        Assert.Equal(folder.File("users.jsonl"), error.File);
    }

    [Fact]
    public void A_file_that_another_takes_the_place_of_is_read_to_its_end_as_it_was()
    {
        Write(30);
        var data = PairDataset.Load(folder.Path, new PairDatasetOptions { Tokenizer = Tokenizer });
        string[] before = [.. data.TrainTexts.Select(p => p.Query)];
        File.Move(folder.File("users.jsonl"), folder.File("old.jsonl"));
        File.WriteAllText(folder.File("users.jsonl"), "something else");

        Assert.Equal(before, data.TrainTexts.Select(p => p.Query));
    }

    [Theory]
    [InlineData("users.jsonl", 517)]
    [InlineData("pairs.jsonl", 1_030)]
    public void The_first_bad_line_among_many_is_named(string file, int line)
    {
        Write(600);
        var lines = File.ReadAllLines(folder.File(file)).Concat(Enumerable.Repeat("{}", 600)).ToArray();
        (lines[line - 1], lines[3]) = ("{", "");
        File.WriteAllLines(folder.File(file), lines);

        var error = Assert.Throws<BadInputException>(() => PairDataset.Load(folder.Path, new PairDatasetOptions { Tokenizer = Tokenizer }));
        Assert.Equal((folder.File(file), line), (error.File, error.Line));
    }

    [Fact]
    public void Lines_are_found_again_whatever_ends_them()
    {
        string[] answers = ["one", "two ä", "three", new('x', 200_000), "five"];
        string[] ends = ["\r\n\n  \n", "\r", "\n", "\r\n", ""];
        File.WriteAllText(folder.File("pairs.jsonl"), "\uFEFF" + string.Concat(answers.Zip(ends, (answer, end) => $$"""{"query": "q {{answer[..3]}}", "answer": "{{answer}}"}""" + end)));
        var data = PairDataset.Load(folder.File("pairs.jsonl"), new PairDatasetOptions { Tokenizer = Tokenizer });
        Assert.Equal(answers.Order(), data.TrainTexts.Concat(data.HeldOutTexts).Select(p => p.Answer).Order());

        File.AppendAllText(folder.File("pairs.jsonl"), "\n{}");
        Assert.Equal(8, Assert.Throws<BadInputException>(() => PairDataset.Load(folder.File("pairs.jsonl"))).Line);
    }

    [Fact]
    public void The_pairs_of_an_array_are_read_from_their_places_too()
    {
        File.WriteAllText(folder.File("pairs.json"), "[\n" + string.Join(",\n", Enumerable.Range(0, 20).Select(i => $$"""{"query": "ä{{i}}",""" + "\n" + $$"""  "answer": "b{{i}}"}""")) + "\n]");
        var data = PairDataset.Load(folder.File("pairs.json"), new PairDatasetOptions { Tokenizer = Tokenizer });

        Assert.Equal(
            Enumerable.Range(0, 20).Select(i => ($"ä{i}", $"b{i}")).Order(),
            data.TrainTexts.Concat(data.HeldOutTexts).Select(p => (p.Query, p.Answer)).Order());
    }

    [Fact]
    public void A_length_with_no_room_for_the_template_is_refused_before_anything_is_trained()
    {
        Write(30);
        var error = Assert.Throws<BadInputException>(() => PairDataset.Load(folder.Path, new PairDatasetOptions { Tokenizer = Tokenizer, MaxQueryLength = 10 }));
        Assert.Contains("no room", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private (long Memory, long File) MemoryOf(int users)
    {
        Write(users, events: 40);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var data = PairDataset.Load(folder.Path, new PairDatasetOptions { Tokenizer = Tokenizer });
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(data);
        return (memory, new FileInfo(folder.File("users.jsonl")).Length + new FileInfo(folder.File("pairs.jsonl")).Length);
    }

    private void Write(int users, int events = 4)
    {
        string[] items = ["noodles", "rice", "tea", "bus", "tram"];
        var asOf = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        File.Delete(folder.File("users.jsonl"));
        File.Delete(folder.File("pairs.jsonl"));
        using (var file = File.Create(folder.File("users.jsonl")))
        {
            UsersFile.Write(file, Enumerable.Range(0, users).Select(n => new UserProfile($"u{n}", asOf,
                [.. Enumerable.Range(0, events).Select(e => new UserEvent(asOf.AddDays(-1 - (e * 2)), Modality.Bill, [EventField.Of("item", items[(n + e) % items.Length])]))],
                [], [], new Dictionary<string, int>())));
        }

        using var pairs = File.Create(folder.File("pairs.jsonl"));
        PairsFile.Write(pairs, Enumerable.Range(0, users).SelectMany(n => new[]
        {
            new PairLine($"tea {items[n % items.Length]}", $"u{n}", Source: "behavior", Split: n % 10 == 9 ? DataSplit.HeldOut : DataSplit.Train),
            new PairLine($"tea or {n}", $"u{n}", Instruction: "what next?", Source: "qa", Split: n % 10 == 9 ? DataSplit.HeldOut : DataSplit.Train),
        }));
    }
}
