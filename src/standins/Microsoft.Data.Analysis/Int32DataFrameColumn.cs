namespace Microsoft.Data.Analysis;

/// <inheritdoc/>
public class Int32DataFrameColumn : PrimitiveDataFrameColumn<int>
{
    public Int32DataFrameColumn(string name, IEnumerable<int?> values) : base(name, values)
    {
    }

    public Int32DataFrameColumn(string name, IEnumerable<int> values) : base(name, values)
    {
    }

    public Int32DataFrameColumn(string name, long length = 0) : base(name, length)
    {
    }
}
