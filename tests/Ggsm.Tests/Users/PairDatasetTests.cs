using Ggsm.Users;

namespace Ggsm.Tests.Users;

public sealed class PairDatasetTests : IDisposable
{
    private readonly TestFolder folder = new();

    [Fact]
    public void A_single_file_is_held_out_by_seed_and_gets_a_tokenizer_of_its_own()
    {
        var path = folder.File("pairs.jsonl");
        File.WriteAllLines(path, Enumerable.Range(0, 40).Select(n => $$"""{"query": "question {{n}}", "answer": "reply {{n}}"}"""));
        var first = PairDataset.Load(path);
        var again = PairDataset.Load(path);
        var other = PairDataset.Load(path, new PairDatasetOptions { Seed = 8, HeldOutFraction = 0.25 });

        Assert.Equal((36, 4), (first.Train.Count, first.HeldOut.Count));
        Assert.Equal(first.HeldOutTexts, again.HeldOutTexts);
        Assert.Equal(10, other.HeldOut.Count);
        Assert.NotEqual(first.HeldOutTexts, other.HeldOutTexts.Take(4));
        Assert.Empty(first.TrainTexts.Intersect(first.HeldOutTexts));
        Assert.Equal(first.TrainTexts[5].Query + "<USER>", first.Tokenizer.Decode(first.Train[5].Query));
        Assert.Equal(first.TrainTexts[5].Answer + "<EOS>", first.Tokenizer.Decode(first.Train[5].Answer));
    }

    [Fact]
    public void Pairs_of_one_user_stay_on_one_side()
    {
        var path = folder.File("pairs.jsonl");
        File.WriteAllLines(path, Enumerable.Range(0, 60).Select(n => $$"""{"query": "q {{n}}", "answer": "a {{n}}", "user": "u{{n % 12}}"}"""));
        var data = PairDataset.Load(path, new PairDatasetOptions { HeldOutFraction = 0.3 });

        Assert.Empty(data.TrainTexts.Select(p => p.UserId).Intersect(data.HeldOutTexts.Select(p => p.UserId)));
        Assert.Equal(4 * 5, data.HeldOut.Count);
    }

    [Fact]
    public void A_folder_renders_its_users_and_keeps_its_split_and_tokenizer()
    {
        WriteFolder(
            """{"user": "u1", "instruction": "why?", "answer": "x", "split": "train"}""",
            """{"query": "any text", "answer": "y", "split": "held_out"}""");
        BpeTrainer.Train(["noodles noodles"], cancellation: TestContext.Current.CancellationToken).Save(folder.File("tokenizer"));
        var data = PairDataset.Load(folder.Path);

        Assert.Equal(PromptTemplate.Render(UsersFile.Read(folder.File("users.jsonl")).First(), "why?"), data.TrainTexts.Single().Query);
        Assert.Contains("<bill>month: noodles</bill>", data.Tokenizer.Decode(data.Train[0].Query));
        Assert.Equal("any text<USER>", data.Tokenizer.Decode(data.HeldOut.Single().Query));
        Assert.Single(data.Tokenizer.Encode("noodles"));
        Assert.True(data.Tokenizer.Encode("reply").Length > 1);
    }

    [Fact]
    public void Hard_negatives_are_tokenized_as_answers()
    {
        WriteFolder(
            """{"user": "u1", "answer": "x", "negatives": ["wrong", "one two three four five six seven"], "split": "train"}""",
            """{"user": "u2", "answer": "y", "split": "held_out"}""");
        var data = PairDataset.Load(folder.Path, new PairDatasetOptions { MaxAnswerLength = 6 });

        Assert.Equal(["wrong", "one two three four five six seven"], data.TrainTexts.Single().Negatives);
        Assert.Equal("wrong<EOS>", data.Tokenizer.Decode(data.Train[0].Negatives[0]));
        Assert.Equal((6, data.Tokenizer.EosId), (data.Train[0].Negatives[1].Length, data.Train[0].Negatives[1][^1]));
        Assert.Empty(data.HeldOut.Single().Negatives);
    }

    [Fact]
    public void Pairs_come_back_as_they_were_written_hard_negatives_too()
    {
        PairLine[] lines = [new("x", "u1", Instruction: "why?", Source: "qa", Difficulty: 0.5, Split: DataSplit.Train, Negatives: ["b", "c \"quoted\""]), new("y", Query: "q")];
        using (var file = File.Create(folder.File("pairs.jsonl")))
            PairsFile.Write(file, lines);

        PairLine[] read = [.. PairsFile.Read(folder.File("pairs.jsonl"))];

        Assert.Equal(lines[0].Negatives, read[0].Negatives);
        Assert.Equal((lines[0], lines[1]), (read[0] with { Negatives = lines[0].Negatives }, read[1]));
    }

    [Fact]
    public void Lengths_are_kept_to()
    {
        WriteFolder(
            """{"user": "u1", "answer": "one two three four five six seven", "split": "train"}""",
            """{"user": "u2", "answer": "y", "split": "held_out"}""");
        var data = PairDataset.Load(folder.Path, new PairDatasetOptions { MaxQueryLength = 40, MaxAnswerLength = 3 });

        Assert.All(data.Train.Concat(data.HeldOut), p => Assert.True(p.Query.Length <= 40 && p.Answer.Length <= 3));
        Assert.Equal(data.Tokenizer.EosId, data.Train[0].Answer[^1]);
    }

    [Theory]
    [InlineData("""{"user": "u9", "answer": "x"}""", "user")]
    [InlineData("""{"answer": "x"}""", "user")]
    [InlineData("""{"user": "u1"}""", "answer")]
    [InlineData("""{"user": "u1", "answer": "x", "split": "test"}""", "split")]
    [InlineData("""{"user": "u1", "answer": "x", "difficulty": "hard"}""", "difficulty")]
    [InlineData("""{"user": "u1", "answer": "x", "spilt": "train"}""", "spilt")]
    [InlineData("""{"user": "u1", "answer": "x", "negatives": ["x"]}""", "negatives[0]")]
    public void A_malformed_pair_names_line_and_field(string bad, string field)
    {
        WriteFolder("""{"user": "u1", "answer": "x"}""", bad);
        var error = Assert.Throws<BadInputException>(() => PairDataset.Load(folder.Path));

        Assert.Equal(folder.File("pairs.jsonl"), error.File);
        Assert.Equal(2, error.Line);
        Assert.Equal(field, error.Field);
    }

    [Fact]
    public void A_user_on_both_sides_is_an_error()
    {
        WriteFolder("""{"user": "u1", "answer": "x", "split": "train"}""", """{"user": "u1", "answer": "y", "split": "held_out"}""");

        Assert.Contains("both sides", Assert.Throws<BadInputException>(() => PairDataset.Load(folder.Path)).Message);
    }

    [Fact]
    public void A_folder_with_nothing_held_out_is_an_error()
    {
        WriteFolder("""{"user": "u1", "answer": "x", "split": "train"}""");

        Assert.Contains("0 held out", Assert.Throws<BadInputException>(() => PairDataset.Load(folder.Path)).Message);
    }

    [Fact]
    public void A_user_written_twice_is_an_error()
    {
        WriteFolder("""{"user": "u1", "answer": "x"}""", """{"user": "u2", "answer": "x"}""");
        File.AppendAllText(folder.File("users.jsonl"), """{"id": "u1", "as_of": "2026-03-01"}""");

        Assert.Contains("twice", Assert.Throws<BadInputException>(() => PairDataset.Load(folder.Path)).Message);
    }

    [Fact]
    public void A_missing_source_is_named() =>
        Assert.Equal(folder.File("none"), Assert.Throws<BadInputException>(() => PairDataset.Load(folder.File("none"))).File);

    public void Dispose() => folder.Dispose();

    private void WriteFolder(params string[] pairs)
    {
        File.WriteAllLines(folder.File("pairs.jsonl"), pairs);
        File.WriteAllText(
            folder.File("users.jsonl"),
            """{"id": "u1", "as_of": "2026-03-01", "bill": [{"time": "2026-02-02", "item": "noodles"}]}""" + "\n"
            + """{"id": "u2", "as_of": "2026-03-01"}""" + "\n");
    }
}
