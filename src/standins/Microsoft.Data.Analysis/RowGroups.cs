using System.Globalization;

namespace Microsoft.Data.Analysis;

/// <summary>The groups of equal values in one column.</summary>
internal sealed class RowGroups : GroupBy
{
    private readonly DataFrame _dataFrame;
    private readonly DataFrameColumn _key;
    private readonly List<long[]> _groups;

    internal RowGroups(DataFrame dataFrame, DataFrameColumn key)
    {
        _dataFrame = dataFrame;
        _key = key;
        _groups = [.. Enumerable.Range(0, (int)key.Length)
            .Select(row => (long)row)
            .Where(row => key[row] is not null)
            .GroupBy(row => key[row]!)
            .Select(group => group.ToArray())];
    }

    public override DataFrame Count(params string[] columnNames)
        => Aggregate(columnNames, column => new PrimitiveDataFrameColumn<long>(column.Name, _groups.Select(group => column.Pick(group)).Select(group => group.Length - group.NullCount)));

    /// <inheritdoc/>
    public override DataFrame Sum(params string[] columnNames) => Aggregate(columnNames, column => Reduce(column, group => group.Sum()));

    /// <summary>The sum of the values over the number of rows: a missing value counts as zero.</summary>
    public override DataFrame Mean(params string[] columnNames)
        => Aggregate(columnNames, column => new PrimitiveDataFrameColumn<double>(
            column.Name,
            _groups.Select(group => Convert.ToDouble(column.Pick(group).Sum(), CultureInfo.InvariantCulture) / group.Length)));

    public override DataFrame Max(params string[] columnNames) => Aggregate(columnNames, column => Reduce(column, group => group.Max()));

    public override DataFrame Min(params string[] columnNames) => Aggregate(columnNames, column => Reduce(column, group => group.Min()));

    private DataFrame Aggregate(string[] columnNames, Func<DataFrameColumn, DataFrameColumn> aggregate)
    {
        var columns = columnNames.Length == 0 ? _dataFrame.Columns : columnNames.Select(name => _dataFrame.Columns[name]);
        return new DataFrame([_key.Pick(_groups.Select(group => group[0])), .. columns.Where(column => column != _key).Select(aggregate)]);
    }

    private DataFrameColumn Reduce(DataFrameColumn column, Func<DataFrameColumn, object?> reduce)
    {
        var reduced = column.Pick([]);
        foreach (long[] group in _groups) reduced.AppendValue(reduce(column.Pick(group)));
        return reduced;
    }
}
