namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>The MIME type of plain-text output.</summary>
public static class PlainTextFormatter
{
    public const string MimeType = "text/plain";
}
