using Ggsm.Tables;
using Microsoft.Data.Analysis;
using Spectre.Console;

namespace Ggsm.Cli;

/// <summary>Data frames as tables of the console: numbers to the right, with one number of digits in a column.</summary>
internal static class FrameTable
{
    public static Table Of(DataFrame frame)
    {
        var columns = ColumnText.Of(frame);
        var table = new Table();
        foreach (var column in columns)
            table.AddColumn(new TableColumn(Markup.Escape(column.Heading)) { Alignment = column.IsNumeric ? Justify.Right : Justify.Left });
        for (var row = 0; row < frame.Rows.Count; row++)
            table.AddRow([.. columns.Select(column => Markup.Escape(column.Cells[row]))]);
        return table;
    }
}
