using System.Collections.ObjectModel;

namespace Microsoft.Data.Analysis;

/// <summary>The columns of a data frame: of one length, each with its own name.</summary>
public class DataFrameColumnCollection : Collection<DataFrameColumn>
{
    internal DataFrameColumnCollection(IEnumerable<DataFrameColumn> columns)
    {
        foreach (var column in columns) Add(column);
    }

    public DataFrameColumn this[string columnName]
    {
        get
        {
            int index = IndexOf(columnName);
            if (index < 0) throw new ArgumentException($"There is no column '{columnName}'. The columns are: {string.Join(", ", this.Select(column => column.Name))}.", nameof(columnName));
            return this[index];
        }
    }

    internal long RowCount => Count == 0 ? 0 : this[0].Length;

    public int IndexOf(string columnName) => Items.TakeWhile(column => column.Name != columnName).Count() is var index && index < Count ? index : -1;

    public void Remove(string columnName)
    {
        int index = IndexOf(columnName);
        if (index >= 0) RemoveAt(index);
    }

    protected override void InsertItem(int columnIndex, DataFrameColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (Count > 0 && column.Length != RowCount)
            throw new ArgumentException($"The column '{column.Name}' has {column.Length} rows, the data frame {RowCount}.", nameof(column));
        if (IndexOf(column.Name) >= 0) throw new ArgumentException($"There is a column '{column.Name}' already.", nameof(column));
        base.InsertItem(columnIndex, column);
    }
}
