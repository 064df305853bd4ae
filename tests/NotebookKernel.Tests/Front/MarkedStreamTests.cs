using System.Text;
using NotebookKernel.Front;

namespace NotebookKernel.Tests.Front;

public sealed class MarkedStreamTests
{
    private readonly StringBuilder text = new();
    private readonly List<int> marks = [];
    private readonly MarkedStream stream;

    public MarkedStreamTests() => stream = new MarkedStream(MarkedStream.MarkPrefix("token"), written => text.Append(written), marks.Add);

    [Fact]
    public void Text_passes_and_marks_are_taken_out()
    {
        Push("before" + Mark(7) + "after");

        Assert.Equal("beforeafter", text.ToString());
        Assert.Equal([7], marks);
    }

    [Fact]
    public void A_mark_that_arrives_byte_by_byte_is_still_a_mark()
    {
        foreach (var single in Encoding.UTF8.GetBytes("a" + Mark(12) + "b"))
            stream.Push([single]);

        Assert.Equal("ab", text.ToString());
        Assert.Equal([12], marks);
    }

    [Fact]
    public void A_character_split_between_two_reads_is_one_character()
    {
        var bytes = Encoding.UTF8.GetBytes("é€");
        stream.Push(bytes.AsSpan(0, 1));
        stream.Push(bytes.AsSpan(1, 3));
        stream.Push(bytes.AsSpan(4));

        Assert.Equal("é€", text.ToString());
    }

    [Fact]
    public void Text_that_only_begins_like_a_mark_is_text()
    {
        Push("\u0002tok");
        Push("yo");

        Assert.Equal("\u0002tokyo", text.ToString());
        Assert.Empty(marks);
    }

    private static string Mark(int number) => $"{MarkedStream.MarkPrefix("token")}{number}{MarkedStream.MarkEnd}";

    private void Push(string written) => stream.Push(Encoding.UTF8.GetBytes(written));
}
