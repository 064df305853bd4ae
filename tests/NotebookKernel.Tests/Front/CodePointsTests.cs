using NotebookKernel.Front;

namespace NotebookKernel.Tests.Front;

public sealed class CodePointsTests
{
    [Fact]
    public void An_emoji_counts_once_for_Jupyter_and_twice_for_NET()
    {
        Assert.Equal(3, CodePoints.ToIndex("a😀b", 2));
        Assert.Equal(2, CodePoints.FromIndex("a😀b", 3));
        Assert.Equal(3, CodePoints.Count("a😀b"));
    }

    [Fact]
    public void A_cursor_past_the_end_is_at_the_end() => Assert.Equal(2, CodePoints.ToIndex("ab", 99));
}
