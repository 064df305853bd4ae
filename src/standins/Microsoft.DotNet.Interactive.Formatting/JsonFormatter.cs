namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>The MIME type of JSON output.</summary>
public static class JsonFormatter
{
    public const string MimeType = "application/json";
}
