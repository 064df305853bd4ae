using Ggsm.Synthesis;
using Ggsm.Users;
using Ggsm.Users.Sources;

namespace Ggsm.Tests.Users;

/// <summary>What a file gives is used or refused, and nothing that training would refuse is imported.</summary>
public sealed class GivenFieldsTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_split_is_obeyed_in_a_single_file_as_in_a_folder()
    {
        var lines = Enumerable.Range(0, 12).Select(i => $$"""{"query": "asks {{i}}", "answer": "gets {{i}}", "split": "{{(i % 4 == 0 ? "held_out" : "train")}}"}""");
        var data = PairDataset.Load(Write("pairs.jsonl", string.Join('\n', lines)));

        Assert.Equal(["asks 0", "asks 4", "asks 8"], data.HeldOutTexts.Select(p => p.Query));
        Assert.Equal(9, data.Train.Count);
    }

    [Fact]
    public void A_split_that_is_neither_side_is_refused_by_line_and_field()
    {
        var error = Assert.Throws<BadInputException>(() => PairDataset.Load(Write("pairs.jsonl", """{"query": "q", "answer": "a", "split": "test"}""")));

        Assert.Equal((1, "split"), (error.Line, error.Field));
    }

    [Theory]
    [InlineData("""{"query": "q", "answer": "a", "instruction": "i"}""", "instruction")]
    [InlineData("""{"query": "q", "answer": "a", "input": "i"}""", "input")]
    [InlineData("""{"query": "q", "answer": "a", "completion": "c"}""", "completion")]
    [InlineData("""{"prompt": "p", "completion": "c", "instruction": "i"}""", "instruction")]
    [InlineData("""{"instruction": "i", "output": "o", "query": "q"}""", "query")]
    [InlineData("""{"query": "q", "query": "r", "answer": "a"}""", "query")]
    public void A_field_beside_a_whole_pair_that_would_be_lost_is_refused(string line, string field) =>
        Assert.Contains(field, Assert.Throws<BadInputException>(() => TextPairReader.Read(Write("pairs.jsonl", line))).Message);

    [Fact]
    public void An_instruction_beside_a_query_of_pairs_jsonl_is_refused() =>
        Assert.Equal("instruction", Assert.Throws<BadInputException>(() =>
            PairsFile.Read(Write("pairs.jsonl", """{"user": "u", "query": "q", "instruction": "i", "answer": "a"}""")).ToList()).Field);

    [Theory]
    [InlineData("page one ends here\n\fpage two goes on\n\nthe answer", "page one ends here\n\fpage two goes on", "the answer")]
    [InlineData("line one\u2028\nline two\n\nthe answer", "line one\u2028\nline two", "the answer")]
    [InlineData("line\u0085one\n\nthe answer", "line\u0085one", "the answer")]
    [InlineData("a\r\nb\r\n\r\nc\r\nd", "a\r\nb", "c\r\nd")]
    [InlineData("a\n\r\nb", "a", "b")]
    public void Only_two_line_feeds_are_a_blank_line_and_other_breaks_are_characters_of_the_text(string text, string query, string answer)
    {
        var pair = Assert.Single(TextPairReader.Read(Write("pairs.jsonl", System.Text.Json.JsonSerializer.Serialize(new { text }))));

        Assert.Equal((query, answer), (pair.Query, pair.Answer));
    }

    [Theory]
    [InlineData("\u2028\u2028")]
    [InlineData("\f\n")]
    [InlineData("\u0085\u0085")]
    public void Other_breaks_divide_nothing(string breaks) =>
        Assert.Equal("text", Assert.Throws<BadInputException>(() =>
            TextPairReader.Read(Write("pairs.jsonl", System.Text.Json.JsonSerializer.Serialize(new { text = $"a{breaks}b" })))).Field);

    [Fact]
    public void An_import_refuses_two_users_of_one_id_by_the_line_of_the_users_own_file_and_leaves_nothing()
    {
        var users = Write("mine.jsonl", string.Join('\n', new[] { "a", "b", "c", "a" }.Select(User)));

        var error = Assert.Throws<BadInputException>(() => ImportFolder.Write(folder.File("data"), new UsersFileSource(users), new TrajectoryOptions(), cancellation: TestContext.Current.CancellationToken));

        Assert.Equal((users, 4, "id"), (error.File, error.Line, error.Field));
        Assert.False(Directory.Exists(folder.File("data")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path, "*.partial", new EnumerationOptions { AttributesToSkip = FileAttributes.None }));
    }

    [Fact]
    public void An_import_refuses_what_a_run_would_and_names_no_temporary_file()
    {
        var error = Assert.Throws<BadInputException>(() => ImportFolder.Write(folder.File("data"), new Twice(), new TrajectoryOptions { HeldOutShare = 0.5 }, cancellation: TestContext.Current.CancellationToken));

        Assert.Contains("stands in the file twice", error.Message);
        Assert.Equal(folder.File("data"), error.File);
        Assert.DoesNotContain("partial", error.Message);
        Assert.False(Directory.Exists(folder.File("data")));
    }

    [Theory]
    [InlineData("""{"id": "a", "id": "b", "as_of": "2026-03-01"}""", "id")]
    [InlineData("""{"id": "a", "as_of": "2026-03-01", "tabular": {"age": 3, "age": 4}}""", "age")]
    [InlineData("""{"id": "a", "as_of": "2026-03-01", "bill": [{"time": "2026-02-01", "time": "2026-02-02", "item": "x"}]}""", "time")]
    public void A_field_that_a_user_has_twice_is_refused(string line, string field) =>
        Assert.Contains(field, Assert.Throws<BadInputException>(() => UsersFile.Read(Write("users.jsonl", line)).ToList()).Message);

    [Theory]
    [InlineData("01/02/2026")]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("2026-02-01T00:00:00.123456789Z")]
    public void Times_of_users_jsonl_are_ISO_8601_and_nothing_else(string time)
    {
        var error = Assert.Throws<BadInputException>(() => UsersFile.Read(Write("users.jsonl", $$"""{"id": "a", "as_of": "{{time}}"}""")).ToList());

        Assert.Equal("as_of", error.Field);
    }

    [Fact]
    public void Times_keep_their_last_digit_when_they_are_written()
    {
        var user = UsersFile.Read(Write("users.jsonl", """{"id": "a", "as_of": "2026-03-01", "spm": [{"time": "2026-02-01T10:00:00.9Z", "page": "b"}, {"time": "2026-02-01T10:00:00.1Z", "page": "a"}]}""")).Single();
        using var stream = new MemoryStream();
        UsersFile.Write(stream, [user]);

        Assert.Equal(["a", "b"], user.History.Select(e => e.Fields[0].Text));
        Assert.Contains("10:00:00.1Z", System.Text.Encoding.UTF8.GetString(stream.ToArray()));
        Assert.Contains("\"as_of\":\"2026-03-01T00:00:00Z\"", System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static string User(string id) => $$$"""{"id": "{{{id}}}", "as_of": "2026-03-01", "bill": [{"time": "2026-02-01", "item": "x"}], "future": {"bill": [{"time": "2026-03-02", "item": "y{{{id}}}"}]}}""";

    private string Write(string name, string text)
    {
        File.WriteAllText(folder.File(name), text);
        return folder.File(name);
    }

    private sealed class Twice : IUserSource
    {
        public string Kind => "twice";

        public string Licence => "ours";

        public IEnumerable<UserProfile> Read(CancellationToken cancellation = default)
        {
            var moment = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
            UserEvent Event(int days, string item) => new(moment.AddDays(days), Modality.Bill, [EventField.Of("item", item)]);
            foreach (var id in new[] { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "a" })
                yield return UserProfile.Split(id, [Event(-3, "tea"), Event(3, "rice"), Event(4, $"bread {id}")], moment);
        }
    }
}
