using System.Collections;

namespace Microsoft.Data.Analysis;

/// <summary>One row of a data frame, over all columns.</summary>
public class DataFrameRow : IEnumerable<object?>
{
    private readonly DataFrame _dataFrame;
    private readonly long _row;

    internal DataFrameRow(DataFrame dataFrame, long row)
    {
        _dataFrame = dataFrame;
        _row = row;
    }

    public object? this[int index]
    {
        get => _dataFrame.Columns[index][_row];
        set => _dataFrame.Columns[index][_row] = value;
    }

    public object? this[string columnName]
    {
        get => _dataFrame.Columns[columnName][_row];
        set => _dataFrame.Columns[columnName][_row] = value;
    }

    public IEnumerator<object?> GetEnumerator() => _dataFrame.Columns.Select(column => column[_row]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
