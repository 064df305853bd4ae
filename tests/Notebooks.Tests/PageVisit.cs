using Microsoft.Playwright;

namespace Notebooks.Tests;

/// <summary>A page of the export opened with no network, and what the browser complained about.</summary>
internal sealed class PageVisit : IAsyncDisposable
{
    private readonly List<string> complaints = [];
    private readonly List<string> requests = [];

    private PageVisit(IPage page) => Page = page;

    public IPage Page { get; }

    /// <summary>Console errors, page errors and failed requests.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>What was asked for beyond the page itself and what it carries.</summary>
    public IReadOnlyList<string> Requests => requests;

    public static async Task<PageVisit> OpenAsync(IBrowser browser, string file, int width = 1200)
    {
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { Offline = true, ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        var visit = new PageVisit(page);
        var address = new Uri(file).AbsoluteUri;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                visit.complaints.Add(message.Text);
        };
        page.PageError += (_, error) => visit.complaints.Add(error);
        page.RequestFailed += (_, request) => visit.complaints.Add($"request failed: {request.Url}");
        page.Request += (_, request) =>
        {
            if (request.Url != address && !request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
                visit.requests.Add(request.Url);
        };
        await page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        return visit;
    }

    public async ValueTask DisposeAsync() => await Page.CloseAsync();
}
