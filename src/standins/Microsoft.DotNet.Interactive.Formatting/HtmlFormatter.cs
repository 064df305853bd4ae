namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>The MIME type of HTML output.</summary>
public static class HtmlFormatter
{
    public const string MimeType = "text/html";
}
