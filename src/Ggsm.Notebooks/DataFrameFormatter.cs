using System.Globalization;
using System.Net;
using System.Text;
using Ggsm.Tables;
using Microsoft.Data.Analysis;
using Microsoft.DotNet.Interactive.Formatting;

namespace Ggsm.Notebooks;

/// <summary>
/// Shows data frames as tables: caption, names with their units, numbers to the right. The table takes ink and ground from the
/// page it stands on, so that it reads on a dark one too.
/// </summary>
public static class DataFrameFormatter
{
    /// <summary>The rows shown of a long data frame.</summary>
    public const int MostRows = 20;

    private const string Edge = "1px solid rgba(128,128,128,.5)";

    /// <summary>Makes notebooks show <see cref="DataFrame"/> this way, with aligned text for readers without HTML.</summary>
    public static void Register()
    {
        Formatter.Register<DataFrame>(ToText, PlainTextFormatter.MimeType);
        Formatter.Register<DataFrame>(ToHtml, HtmlFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(DataFrame), HtmlFormatter.MimeType, PlainTextFormatter.MimeType);
    }

    private static string ToHtml(DataFrame frame)
    {
        var columns = ColumnText.Of(frame, MostRows);
        var html = new StringBuilder("<table class=\"dataframe\" style=\"border-collapse:collapse;color:inherit;font-variant-numeric:tabular-nums\">");
        if (TableCaptions.CaptionOf(frame) is { } caption)
            html.Append($"<caption style=\"caption-side:top;text-align:left;padding:4px 10px\"><strong>{Encode(caption)}</strong></caption>");
        html.Append("<thead><tr>");
        foreach (var column in columns)
        {
            var unit = column.Unit.Length == 0 ? "" : $" <span style=\"font-weight:normal;opacity:.75\">({Encode(column.Unit)})</span>";
            html.Append($"<th scope=\"col\" style=\"{Side(column)};border-bottom:{Edge}\">{Encode(column.Name)}{unit}</th>");
        }

        html.Append("</tr></thead><tbody>");
        for (var row = 0; row < Math.Min(MostRows, frame.Rows.Count); row++)
        {
            html.Append("<tr>");
            foreach (var column in columns)
                html.Append($"<td style=\"{Side(column)}\">{Encode(column.Cells[row])}</td>");
            html.Append("</tr>");
        }

        html.Append("</tbody>");
        if (Note(frame) is { } note)
            html.Append($"<tfoot><tr><td colspan=\"{columns.Count}\" style=\"padding:3px 10px;text-align:left;opacity:.75;border-top:{Edge}\">{Encode(note)}</td></tr></tfoot>");
        return html.Append("</table>").ToString();
    }

    private static string ToText(DataFrame frame)
    {
        var columns = ColumnText.Of(frame, MostRows);
        var widths = columns.Select(column => column.Cells.Append(column.Heading).Max(cell => cell.Length)).ToArray();
        var text = new StringBuilder();
        if (TableCaptions.CaptionOf(frame) is { } caption)
            text.AppendLine(caption);
        AppendRow(column => column.Heading);
        for (var row = 0; row < Math.Min(MostRows, frame.Rows.Count); row++)
            AppendRow(column => column.Cells[row]);
        return text.Append(Note(frame)).ToString().TrimEnd();

        void AppendRow(Func<ColumnText, string> cell) => text.AppendLine(string.Join("  ", columns
            .Select((column, i) => column.IsNumeric ? cell(column).PadLeft(widths[i]) : cell(column).PadRight(widths[i]))).TrimEnd());
    }

    private static string? Note(DataFrame frame) => frame.Rows.Count <= MostRows
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"The first {MostRows} of {frame.Rows.Count:N0} rows.");

    private static string Side(ColumnText column) => $"padding:3px 10px;vertical-align:top;text-align:{(column.IsNumeric ? "right" : "left")}";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
