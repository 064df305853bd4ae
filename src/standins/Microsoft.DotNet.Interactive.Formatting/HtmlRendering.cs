using System.Collections;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>
/// How values are written as HTML when nothing is registered for them: scalars and sequences of scalars as text,
/// other sequences and dictionaries as tables, other objects as a tree that opens.
/// </summary>
internal static class HtmlRendering
{
    public const string Styles =
        "<style>.dni-treeview,.dni-code-hint{white-space:nowrap}.dni-code-hint{font-style:italic}"
        + "details.dni-treeview{padding-left:1em}.dni-plaintext pre{margin:0}"
        + ".dni-table td,.dni-table th{text-align:start;vertical-align:top}</style>";

    public static bool Write(object value, FormatContext context)
    {
        switch (value)
        {
            case IHtmlContent html:
                html.WriteTo(context.Writer, HtmlEncoder.Default);
                break;
            case DateTime or DateTimeOffset:
                Element(context, "span", ((IFormattable)value).ToString("u", CultureInfo.InvariantCulture));
                break;
            case TimeSpan or Enum:
                Element(context, "span", value.ToString());
                break;
            case null or Exception or Type or Delegate:
                WriteText(value, context);
                break;
            case var scalar when TypeFacts.IsScalar(scalar.GetType()) || !context.AllowRecursion:
                WriteText(value, context);
                break;
            case IDictionary dictionary:
                WriteTable(context, "key", SequenceItems.Of(dictionary.Keys), (_, key) => key, (_, key) => dictionary[key]);
                break;
            case IEnumerable sequence and not ITuple when !TypeFacts.IsScalar(TypeFacts.ElementType(sequence.GetType())):
                WriteTable(context, "index", SequenceItems.Of(sequence), (index, _) => new HtmlString(index.ToString(CultureInfo.InvariantCulture)), (_, item) => item);
                break;
            case IEnumerable and not ITuple:
                WriteText(value, context);
                break;
            default:
                WriteTree(value, context);
                break;
        }
        return true;
    }

    private static void WriteText(object value, FormatContext context)
    {
        context.NeedsStyles = true;
        context.Writer.Write("<div class=\"dni-plaintext\"><pre>");
        context.Writer.Write(WebUtility.HtmlEncode(value.ToDisplayString()));
        context.Writer.Write("</pre></div>");
    }

    private static void WriteTable(
        FormatContext context, string keyHeader, SequenceItems found, Func<int, object, object> left, Func<int, object, object> right)
    {
        if (found.Items.Count == 0)
        {
            Element(context, "i", "(empty)");
            return;
        }
        context.NeedsStyles = true;
        context.Writer.Write($"<table class=\"dni-table\"><thead><tr><th><i>{keyHeader}</i></th><th>value</th></tr></thead><tbody>");
        for (var i = 0; i < found.Items.Count; i++)
            WriteRow(context, left(i, found.Items[i]), right(i, found.Items[i]));
        if (found.HasMore)
            context.Writer.Write($"<tr><td colspan=\"2\"><i>{found.MoreText}</i></td></tr>");
        context.Writer.Write("</tbody></table>");
    }

    private static void WriteTree(object value, FormatContext context)
    {
        var members = TypeFacts.Members(value.GetType());
        if (members.Count == 0)
        {
            WriteText(value, context);
            return;
        }
        context.NeedsStyles = true;
        context.Writer.Write($"<details{(context.Depth < 2 ? " open=\"open\"" : "")} class=\"dni-treeview\"><summary><span class=\"dni-code-hint\">");
        Element(context, "code", value.ToString());
        context.Writer.Write("</span></summary><div><table class=\"dni-table\"><tbody>");
        foreach (var (name, get) in members)
            WriteRow(context, name.HtmlEncode(), get(value));
        context.Writer.Write("</tbody></table></div></details>");
    }

    private static void WriteRow(FormatContext context, object left, object right)
    {
        context.Writer.Write("<tr><td>");
        left.FormatTo(context, HtmlFormatter.MimeType);
        context.Writer.Write("</td><td>");
        right.FormatTo(context, HtmlFormatter.MimeType);
        context.Writer.Write("</td></tr>");
    }

    private static void Element(FormatContext context, string tag, string text) =>
        context.Writer.Write($"<{tag}>{WebUtility.HtmlEncode(text)}</{tag}>");
}
