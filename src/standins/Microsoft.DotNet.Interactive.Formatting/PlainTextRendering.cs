using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>How values are written as plain text when nothing is registered for them.</summary>
internal static class PlainTextRendering
{
    private const int IndentPerLevel = 2;

    public static bool Write(object value, FormatContext context)
    {
        var writer = context.Writer;
        switch (value)
        {
            case null:
                writer.Write(Formatter.NullString);
                break;
            case DateTime or DateTimeOffset:
                writer.Write(((IFormattable)value).ToString("u", CultureInfo.InvariantCulture));
                break;
            case Type type:
                writer.Write(TypeFacts.Name(type));
                break;
            case IHtmlContent html:
                html.WriteTo(writer, HtmlEncoder.Default);
                break;
            case Exception exception:
                writer.Write(exception);
                break;
            case ITuple tuple:
                WriteTuple(tuple, context);
                break;
            case var scalar when TypeFacts.IsScalar(scalar.GetType()):
                writer.Write(Convert.ToString(scalar, CultureInfo.InvariantCulture));
                break;
            case IDictionary dictionary:
                WriteDictionary(dictionary, context);
                break;
            case IEnumerable sequence:
                WriteSequence(sequence, context);
                break;
            default:
                WriteObject(value, context);
                break;
        }
        return true;
    }

    private static void WriteTuple(ITuple tuple, FormatContext context)
    {
        context.Writer.Write("( ");
        for (var i = 0; i < tuple.Length; i++)
        {
            context.Writer.Write(i == 0 ? "" : ", ");
            tuple[i].FormatTo(context, PlainTextFormatter.MimeType);
        }
        context.Writer.Write(" )");
    }

    private static void WriteSequence(IEnumerable sequence, FormatContext context)
    {
        var found = SequenceItems.Of(sequence);
        var oneLine = !context.AllowRecursion || found.Items.All(item => item is null || TypeFacts.IsScalar(item.GetType()));
        context.Writer.Write(oneLine ? "[ " : TypeFacts.Name(sequence.GetType()));
        for (var i = 0; i < found.Items.Count; i++)
        {
            if (oneLine)
                context.Writer.Write(i == 0 ? "" : ", ");
            else
                StartLine(context, "- ");
            WriteNested(found.Items[i], context);
        }
        if (found.HasMore)
            context.Writer.Write(" ... " + found.MoreText);
        context.Writer.Write(oneLine ? " ]" : "");
    }

    private static void WriteDictionary(IDictionary dictionary, FormatContext context)
    {
        var keys = SequenceItems.Of(dictionary.Keys);
        context.Writer.Write(TypeFacts.Name(dictionary.GetType()));
        foreach (var key in keys.Items)
        {
            StartLine(context, "- ");
            WriteNested(key, context);
            context.Writer.Write(": ");
            WriteNested(dictionary[key], context);
        }
        if (keys.HasMore)
            context.Writer.Write(" ... " + keys.MoreText);
    }

    private static void WriteObject(object value, FormatContext context)
    {
        var members = TypeFacts.Members(value.GetType());
        if (members.Count == 0 || !context.AllowRecursion)
        {
            context.Writer.Write(value);
            return;
        }
        context.Writer.Write(TypeFacts.Name(value.GetType()));
        foreach (var (name, get) in members)
        {
            StartLine(context, name + ": ");
            WriteNested(get(value), context);
        }
    }

    private static void WriteNested(object value, FormatContext context)
    {
        if (context.AllowRecursion)
            value.FormatTo(context, PlainTextFormatter.MimeType);
        else
            context.Writer.Write(value ?? Formatter.NullString);
    }

    private static void StartLine(FormatContext context, string lead)
    {
        context.Writer.Write('\n');
        context.Writer.Write(new string(' ', (context.Depth * IndentPerLevel) + IndentPerLevel));
        context.Writer.Write(lead);
    }
}
