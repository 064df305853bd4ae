namespace Ggsm.Tests;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("0.07", 0.07)]
    [InlineData("-3", -3)]
    [InlineData("+2.5", 2.5)]
    [InlineData("1e-3", 0.001)]
    [InlineData("2E+2", 200)]
    [InlineData("0e5", 0)]
    [InlineData("1.7976931348623157e308", double.MaxValue)]
    public void A_number_of_the_notation_is_read_as_it_stands(string text, double number)
    {
        Assert.True(NumberText.TryReal(text, out var read));
        Assert.Equal(number, read);
    }

    [Theory]
    [InlineData("0,07")]
    [InlineData("1,000")]
    [InlineData("1.000,5")]
    [InlineData("1 000")]
    [InlineData("1_000")]
    [InlineData("1'000")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("1.")]
    [InlineData("e3")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-∞")]
    [InlineData("1e999")]
    [InlineData("1e-999")]
    [InlineData("0x10")]
    [InlineData("5%")]
    [InlineData("(5)")]
    [InlineData("−5")]
    [InlineData("٣")]
    [InlineData("１")]
    public void Another_notation_is_not_taken_for_another_number(string text)
    {
        Assert.False(NumberText.TryReal(text, out _));
        Assert.False(NumberText.TryWhole(text, out _));
        Assert.False(NumberText.TryCount(text, out _));
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("9223372036854775808")]
    public void A_whole_number_has_no_point_no_exponent_and_fits(string text) => Assert.False(NumberText.TryWhole(text, out _));

    [Fact]
    public void A_count_has_no_sign()
    {
        Assert.False(NumberText.TryCount("+3", out _));
        Assert.False(NumberText.TryCount("-3", out _));
        Assert.True(NumberText.TryCount("3", out var count));
        Assert.Equal(3, count);
    }
}
