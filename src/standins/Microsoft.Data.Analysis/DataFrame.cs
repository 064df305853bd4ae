using System.Globalization;
using System.Text;

namespace Microsoft.Data.Analysis;

/// <summary>A table of named columns.</summary>
public class DataFrame
{
    private const int PreviewRows = 25;

    public DataFrame(IEnumerable<DataFrameColumn> columns)
    {
        Columns = new DataFrameColumnCollection(columns);
        Rows = new DataFrameRowCollection(this);
    }

    public DataFrame(params DataFrameColumn[] columns) : this((IEnumerable<DataFrameColumn>)columns)
    {
    }

    public DataFrameColumnCollection Columns { get; }

    public DataFrameRowCollection Rows { get; }

    public DataFrameColumn this[string columnName] => Columns[columnName];

    public object? this[long rowIndex, int columnIndex]
    {
        get => Columns[columnIndex][rowIndex];
        set => Columns[columnIndex][rowIndex] = value;
    }

    /// <summary>The rows where the filter is true.</summary>
    public DataFrame Filter(PrimitiveDataFrameColumn<bool> filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (filter.Length > Rows.Count) throw new ArgumentException($"The filter has {filter.Length} rows, the data frame {Rows.Count}.", nameof(filter));
        return Pick(Indices(filter.Length).Where(row => filter[row] == true));
    }

    public DataFrame Head(int numberOfRows) => Pick(Indices(numberOfRows));

    public DataFrame Tail(int numberOfRows) => Pick(Indices(Rows.Count).Skip((int)Math.Max(0, Rows.Count - numberOfRows)));

    public DataFrame OrderBy(string columnName, bool ascending = true, bool putNullValuesLast = true)
    {
        var column = Columns[columnName];
        var comparer = Comparer<object?>.Create((a, b) => column is StringDataFrameColumn
            ? string.CompareOrdinal((string?)a, (string?)b)
            : Comparer<object?>.Default.Compare(a, b));
        var present = Indices(Rows.Count).Where(row => column[row] is not null);
        var missing = Indices(Rows.Count).Where(row => column[row] is null);
        var sorted = ascending ? present.OrderBy(row => column[row], comparer) : present.OrderByDescending(row => column[row], comparer);
        return Pick(putNullValuesLast ? sorted.Concat(missing) : missing.Concat(sorted));
    }

    public DataFrame OrderByDescending(string columnName, bool putNullValuesLast = true) => OrderBy(columnName, ascending: false, putNullValuesLast);

    /// <summary>Rows with equal values in a column, in the order of their first appearance; rows without a value are left out.</summary>
    public GroupBy GroupBy(string columnName) => new RowGroups(this, Columns[columnName]);

    /// <summary>Appends a row given in the order of the columns; what is not given is missing.</summary>
    public DataFrame Append(IEnumerable<object?>? row = null, bool inPlace = false, CultureInfo? cultureInfo = null)
    {
        var target = inPlace ? this : Pick(Indices(Rows.Count));
        object?[] values = [.. row ?? []];
        if (values.Length > Columns.Count) throw new ArgumentException($"The row has {values.Length} values, the data frame {Columns.Count} columns.", nameof(row));
        for (int i = 0; i < Columns.Count; i++) target.Columns[i].AppendValue(i < values.Length ? values[i] : null);
        return target;
    }

    public override string ToString() => ToString(PreviewRows);

    public string ToString(long rowsToShow)
    {
        int width = Math.Max(10, Columns.Select(column => column.Name.Length + 1).DefaultIfEmpty(0).Max());
        var text = new StringBuilder();
        AppendLine(Columns.Select(column => column.Name));
        foreach (var row in Rows.Take((int)Math.Min(int.MaxValue, rowsToShow))) AppendLine(row.Select(value => value?.ToString() ?? "null"));
        if (rowsToShow < Rows.Count) text.AppendLine($"Showing {rowsToShow} of {Rows.Count} rows.");
        return text.ToString();

        void AppendLine(IEnumerable<string> cells) => text.AppendJoin("", cells.Select(cell => cell.PadRight(width))).AppendLine();
    }

    internal DataFrame Pick(IEnumerable<long> rows)
    {
        long[] picked = [.. rows];
        return new DataFrame(Columns.Select(column => column.Pick(picked)));
    }

    private static IEnumerable<long> Indices(long count)
    {
        for (long row = 0; row < count; row++) yield return row;
    }
}
