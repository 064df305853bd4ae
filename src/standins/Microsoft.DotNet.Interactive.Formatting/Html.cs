using System.Net;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Makes HTML content of strings.</summary>
public static class Html
{
    public static IHtmlContent HtmlEncode(this string content) => new HtmlString(WebUtility.HtmlEncode(content));

    public static IHtmlContent ToHtmlContent(this string value) => new HtmlString(value);
}
