namespace Ggsm.Tests;

public sealed class TimeTextTests
{
    [Theory]
    [InlineData("2026-03-01", "2026-03-01T00:00:00Z")]
    [InlineData("2026-03-01T12:30", "2026-03-01T12:30:00Z")]
    [InlineData("2026-03-01 12:30:05", "2026-03-01T12:30:05Z")]
    [InlineData("2026-03-01T12:30:05Z", "2026-03-01T12:30:05Z")]
    [InlineData("2026-03-01T12:30:05.25+08:00", "2026-03-01T04:30:05.25Z")]
    [InlineData("2026-03-01T12:30:05,1234567-0130", "2026-03-01T14:00:05.1234567Z")]
    [InlineData("2026-03-01T12:30:05.120000000+01", "2026-03-01T11:30:05.12Z")]
    [InlineData("2028-02-29T23:59:59Z", "2028-02-29T23:59:59Z")]
    public void A_time_of_ISO_8601_is_kept_to_its_last_digit(string text, string utc)
    {
        Assert.True(TimeText.TryIso(text, out var time));
        Assert.Equal(utc, TimeText.Write(time));
        Assert.Equal(TimeSpan.Zero, time.Offset);
    }

    [Theory]
    [InlineData("01/02/2026")]
    [InlineData("01/02/2026 09:00")]
    [InlineData("1.2.2026")]
    [InlineData("2026/03/01")]
    [InlineData("2026-3-1")]
    [InlineData("2026-02-30")]
    [InlineData("2027-02-29")]
    [InlineData("2026-13-01")]
    [InlineData("26-03-01")]
    [InlineData("2026-03")]
    [InlineData("2026")]
    [InlineData("20260301")]
    [InlineData("12:30")]
    [InlineData("2026-03-01T24:00")]
    [InlineData("2026-03-01T12")]
    [InlineData("2026-03-01T12:30.5")]
    [InlineData("2026-03-01T12:30:60Z")]
    [InlineData("2026-03-01T12:30:05.12345678Z")]
    [InlineData("2026-03-01T12:30:05+15:00")]
    [InlineData("2026-03-01T12:30:05+01:60")]
    [InlineData("2026-03-01Z")]
    [InlineData("2026-03-01  12:30")]
    [InlineData("2026-03-01T12:30:05 PM")]
    [InlineData("Sun, 01 Mar 2026 00:00:00 GMT")]
    [InlineData("March 1, 2026")]
    [InlineData("2026-03-01\n")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("٢٠٢٦-03-01")]
    [InlineData("")]
    public void Nothing_else_that_dotnet_would_guess_at_is_a_time(string text) => Assert.False(TimeText.TryIso(text, out _));

    [Theory]
    [InlineData("dd.MM.yyyy HH:mm")]
    [InlineData("MM/dd/yyyy hh:mm:ss tt")]
    [InlineData("yyyyMMdd")]
    [InlineData("d.M.yy")]
    [InlineData("yyyy-MM-dd HH:mm:ss.fffzzz")]
    public void A_pattern_that_tells_the_whole_date_can_be_used(string pattern) => Assert.Null(TimeText.FaultOf(pattern));

    [Theory]
    [InlineData("dd.mm.yyyy", "month")]
    [InlineData("HH:mm", "year, month and day")]
    [InlineData("dd.MM.", "year, month and day")]
    [InlineData("dd.MM.yyyy hh:mm", "HH")]
    [InlineData("%", "pattern")]
    public void A_pattern_that_would_guess_is_refused_with_the_reason(string pattern, string reason) =>
        Assert.Contains(reason, TimeText.FaultOf(pattern));
}
