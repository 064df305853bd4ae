using Microsoft.Playwright;

namespace Notebooks.Tests;

[Collection(Chapters.Collection)]
public sealed class PageTests(NotebookRun run, Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [MemberData(nameof(Checkout.Chapters), MemberType = typeof(Checkout))]
    public async Task A_page_draws_every_figure_with_no_network_and_no_complaint(string chapter)
    {
        var figures = run.Executed(chapter).Figures.Count;
        Assert.True(figures >= 2, $"{chapter} has {figures} figures");

        await using var visit = await PageVisit.OpenAsync(browser.Chromium, run.Page(chapter));
        await visit.Page.Locator("figure.plot[data-drawn]").Nth(figures - 1).WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });

        Assert.Equal(figures, await visit.Page.Locator("figure.plot").CountAsync());
        for (var i = 0; i < figures; i++)
        {
            var drawing = visit.Page.Locator("figure.plot").Nth(i);
            var marks = await drawing.Locator(".trace path, .trace rect, .hm image, .imagelayer image, .point path, .points path").CountAsync();
            Assert.True(marks > 0, $"figure {i + 1} of {chapter} has axes but no trace");
            var box = await drawing.Locator(".main-svg").First.BoundingBoxAsync();
            Assert.True(box is { Width: > 300, Height: > 150 }, $"figure {i + 1} of {chapter} has no size");
            Assert.False(string.IsNullOrWhiteSpace(await drawing.Locator(".drawing").GetAttributeAsync("aria-label")));
        }

        Assert.Empty(visit.Complaints);
        Assert.Empty(visit.Requests);
    }

    [Theory]
    [MemberData(nameof(Checkout.Chapters), MemberType = typeof(Checkout))]
    public async Task A_page_fits_a_desk_and_a_telephone_without_scrolling_sideways(string chapter)
    {
        foreach (var width in new[] { 1200, 400 })
        {
            await using var visit = await PageVisit.OpenAsync(browser.Chromium, run.Page(chapter), width);
            await visit.Page.Locator("figure.plot[data-drawn]").First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });

            var needed = await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");

            Assert.True(needed <= width, $"{chapter} needs {needed} of {width} pixels");
        }
    }

    [Fact]
    public async Task The_index_tells_of_every_chapter_and_leads_to_its_page()
    {
        await using var visit = await PageVisit.OpenAsync(browser.Chromium, run.Page("index"));

        var entries = visit.Page.Locator("ol.contents > li");
        Assert.Equal(Checkout.ChapterFiles.Count, await entries.CountAsync());
        foreach (var (chapter, i) in Checkout.Chapters().Select((row, i) => (row.Data, i)))
        {
            var entry = entries.Nth(i);
            Assert.Equal($"{chapter}.html", await entry.Locator("h2 a").GetAttributeAsync("href"));
            Assert.Equal("done", await entry.Locator(".status").InnerTextAsync());
            Assert.NotEmpty((await entry.Locator("p").First.InnerTextAsync()).Trim());
            Assert.NotEqual(0, await entry.Locator("ul li").CountAsync());
        }

        await entries.First.Locator("h2 a").ClickAsync();
        await visit.Page.Locator("a[rel=next]").ClickAsync();
        await visit.Page.Locator("a[rel=prev]").ClickAsync();
        await visit.Page.Locator("header .home").ClickAsync();
        Assert.EndsWith("index.html", visit.Page.Url);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public void A_page_carries_plotly_once_and_points_nowhere_for_scripts_or_styles()
    {
        foreach (var chapter in Checkout.Chapters().Select(row => row.Data))
        {
            var page = File.ReadAllText(run.Page(chapter));

            Assert.Equal(1, System.Text.RegularExpressions.Regex.Count(page, @"<script>/\*[^<]{0,40}plotly\.js v", System.Text.RegularExpressions.RegexOptions.None));
            Assert.DoesNotContain("<script src", page);
            Assert.DoesNotContain("<link rel=\"stylesheet\"", page);
            Assert.DoesNotContain("file://", page);
        }
    }
}
