using Microsoft.DotNet.Interactive.Formatting;

namespace StandIns.Tests.Interactive;

[Collection(nameof(FormatterState))]
public sealed class DisplayTests : IDisposable
{
    private readonly List<(string Id, bool Updated, string Text)> shown = [];
    private readonly IDisposable subscription;
    private DisplayedValue? last;

    public DisplayTests()
    {
        Formatter.ResetToDefault();
        subscription = Formatter.SubscribeToDisplayedValues(value =>
            {
                last = value;
                shown.Add((value.DisplayId, value.IsUpdated, string.Join('|', value.FormattedValues.Select(formatted => $"{formatted.MimeType}={formatted.Value}"))));
            });
    }

    public void Dispose() => subscription.Dispose();

    [Fact]
    public void Displaying_tells_the_subscribers_the_formatted_value()
    {
        "hello".Display();

        Assert.Equal("text/plain=hello", Assert.Single(shown).Text);
    }

    [Fact]
    public void Asked_for_MIME_types_are_the_ones_shown()
    {
        7.Display("text/plain", "application/json");

        Assert.Equal("text/plain=7|application/json=7", Assert.Single(shown).Text);
    }

    [Fact]
    public void A_string_can_be_shown_as_what_it_holds()
    {
        "{\"data\":[]}".DisplayAs("application/vnd.plotly.v1+json");

        Assert.Equal("application/vnd.plotly.v1+json={\"data\":[]}", Assert.Single(shown).Text);
    }

    [Fact]
    public void An_update_keeps_the_display_id_and_the_MIME_types()
    {
        1.Display("text/plain");
        var displayed = last!;

        displayed.Update(2);

        Assert.Equal(2, shown.Count);
        Assert.Equal((displayed.DisplayId, false, "text/plain=1"), shown[0]);
        Assert.Equal((displayed.DisplayId, true, "text/plain=2"), shown[1]);
        Assert.Equal(2, displayed.Value);
    }
}
