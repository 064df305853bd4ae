using Ggsm.Notebooks.Exercises;
using Microsoft.DotNet.Interactive.Formatting;

namespace Ggsm.Notebooks.Tests;

public sealed class ExerciseFormatterTests
{
    public ExerciseFormatterTests() => ExerciseFormatter.Register();

    [Fact]
    public void A_wrong_answer_is_shown_as_not_yet_with_its_cause() =>
        Assert.Equal("Not yet: a tie gets 0.", ExerciseResult.Wrong("a tie gets 0.").ToDisplayString("text/plain"));

    [Fact]
    public void What_the_check_says_is_text_and_never_markup() =>
        Assert.Contains("a &lt; b", ExerciseResult.Right("here a < b").ToDisplayString("text/html"));

    [Fact]
    public void Both_forms_are_shown() =>
        Assert.Equal(2, FormattedValue.CreateManyFromObject(ExerciseResult.Right("so it is.")).Count);
}
