using Ggsm.Users;

namespace Ggsm.Tests.Users;

public sealed class TextPairReaderTests : IDisposable
{
    private readonly TestFolder folder = new();

    public static TheoryData<string, string, string> Shapes => new()
    {
        { """{"query": " q one ", "answer": "a one"}""", "q one", "a one" },
        { """{"instruction": "q one", "output": "a one"}""", "q one", "a one" },
        { """{"instruction": "q one", "input": "", "output": "a one"}""", "q one", "a one" },
        { """{"instruction": "q one", "input": "with this", "output": "a one"}""", "q one\nwith this", "a one" },
        { """{"prompt": "q one", "completion": "a one", "other": [1]}""", "q one", "a one" },
        { """{"text": "q one\n\na one\n\nmore"}""", "q one", "a one\n\nmore" },
        { """{"text": "q one\r\n\r\na one"}""", "q one", "a one" },
        { """{"query": 12, "answer": "a one"}""", "12", "a one" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Each_released_shape_is_read_from_lines_and_from_an_array(string json, string query, string answer)
    {
        foreach (var text in new[] { json + "\n\n" + json, $"\uFEFF{json}\n{json}\n", $" [\n{json},\n{json}]\n" })
        {
            var pairs = TextPairReader.Read(Write(text));

            Assert.Equal([new TextPair(query, answer), new TextPair(query, answer)], pairs);
        }
    }

    [Fact]
    public void User_source_and_difficulty_are_kept() =>
        Assert.Equal(
            [new TextPair("q", "a", "u7", "qa", 0.25)],
            TextPairReader.Read(Write("""{"query": "q", "answer": "a", "user": "u7", "source": "qa", "difficulty": 0.25}""")));

    [Fact]
    public void Hard_negatives_are_kept_in_order() =>
        Assert.Equal(
            ["b", "c", "4"],
            TextPairReader.Read(Write("""{"prompt": "q", "completion": "a", "negatives": [" b ", "c", 4]}""")).Single().Negatives);

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    public void An_empty_list_of_hard_negatives_is_none(string list) =>
        Assert.Null(TextPairReader.Read(Write($$"""{"query": "q", "answer": "a", "negatives": {{list}}}""")).Single().Negatives);

    [Theory]
    [InlineData("""{"query": "q", "answer": "a", "negatives": "b"}""", "negatives")]
    [InlineData("""{"query": "q", "answer": "a", "negatives": ["b", " "]}""", "negatives[1]")]
    [InlineData("""{"query": "q", "answer": "a", "negatives": ["b", ["c"]]}""", "negatives[1]")]
    [InlineData("""{"query": "q", "answer": "a", "negatives": ["b", "c", " a "]}""", "negatives[2]")]
    [InlineData("""{"query": "q"}""", "answer")]
    [InlineData("""{"answer": "a"}""", "query")]
    [InlineData("""{"instruction": "q", "input": "i"}""", "output")]
    [InlineData("""{"completion": "a"}""", "prompt")]
    [InlineData("""{"query": "q", "answer": "  "}""", "answer")]
    [InlineData("""{"query": null, "answer": "a"}""", "query")]
    [InlineData("""{"query": ["q"], "answer": "a"}""", "query")]
    [InlineData("""{"query": "\ud800", "answer": "a"}""", "query")]
    [InlineData("""{"text": "no blank line"}""", "text")]
    [InlineData("""{"text": "\n\nanswer only"}""", "text")]
    [InlineData("""{"other": 1}""", null)]
    [InlineData("""["q", "a"]""", null)]
    [InlineData("""{"query": "q", "answer": """, null)]
    public void A_bad_pair_names_its_line_and_field_and_is_never_skipped(string bad, string? field)
    {
        var error = Assert.Throws<BadInputException>(() => TextPairReader.Read(Write("{\"query\": \"q\", \"answer\": \"a\"}\n\n" + bad + "\n")));

        Assert.Equal(folder.File("pairs"), error.File);
        Assert.Equal(3, error.Line);
        Assert.Equal(field, error.Field);
    }

    [Fact]
    public void A_bad_pair_of_an_array_names_the_line_on_which_it_starts()
    {
        var error = Assert.Throws<BadInputException>(() => TextPairReader.Read(Write("[\n{\"query\": \"q\",\n\"answer\": \"a\"},\n\n  {\"query\": \"q\"}\n]")));

        Assert.Equal(5, error.Line);
        Assert.Equal("answer", error.Field);
    }

    [Theory]
    [InlineData("[\n{\"query\": \"q\", \"answer\": \"a\"},\n{\"query\"")]
    [InlineData("[\n{\"query\": \"q\", \"answer\": \"a\"}\nx]")]
    [InlineData("[{\"query\": \"q\", \"answer\": \"a\"}]\n\nrest")]
    public void A_broken_array_names_the_line(string text) =>
        Assert.Equal(3, Assert.Throws<BadInputException>(() => TextPairReader.Read(Write(text))).Line);

    [Theory]
    [InlineData("")]
    [InlineData("\n \n")]
    [InlineData("[]")]
    public void A_file_without_pairs_is_an_error(string text) =>
        Assert.Contains("no pairs", Assert.Throws<BadInputException>(() => TextPairReader.Read(Write(text))).Message);

    [Fact]
    public void A_missing_file_and_one_that_is_not_UTF_8_are_named()
    {
        Assert.Contains("does not exist", Assert.Throws<BadInputException>(() => TextPairReader.Read(folder.File("none"))).Message);
        File.WriteAllBytes(folder.File("latin"), [(byte)'{', (byte)'"', 0xE9, (byte)'"', (byte)'}']);
        Assert.Contains("UTF-8", Assert.Throws<BadInputException>(() => TextPairReader.Read(folder.File("latin"))).Message);
    }

    public void Dispose() => folder.Dispose();

    private string Write(string text)
    {
        var path = folder.File("pairs");
        File.WriteAllText(path, text);
        return path;
    }
}
