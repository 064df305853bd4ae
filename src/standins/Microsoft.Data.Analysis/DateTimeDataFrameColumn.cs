namespace Microsoft.Data.Analysis;

/// <inheritdoc/>
public class DateTimeDataFrameColumn : PrimitiveDataFrameColumn<DateTime>
{
    public DateTimeDataFrameColumn(string name, IEnumerable<DateTime?> values) : base(name, values)
    {
    }

    public DateTimeDataFrameColumn(string name, IEnumerable<DateTime> values) : base(name, values)
    {
    }

    public DateTimeDataFrameColumn(string name, long length = 0) : base(name, length)
    {
    }
}
