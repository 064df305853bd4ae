using System.Collections;

namespace Microsoft.Data.Analysis;

/// <summary>A named column of values of one type, some of which may be missing.</summary>
public abstract class DataFrameColumn : IEnumerable
{
    private protected DataFrameColumn(string name, Type dataType)
    {
        Name = name;
        DataType = dataType;
    }

    public string Name { get; }

    public Type DataType { get; }

    public long Length => CountValues();

    public abstract long NullCount { get; }

    public object? this[long rowIndex]
    {
        get => GetValue(rowIndex);
        set => SetValue(rowIndex, value);
    }

    public static PrimitiveDataFrameColumn<T> Create<T>(string name, IEnumerable<T?> values) where T : unmanaged => new(name, values);

    public static PrimitiveDataFrameColumn<T> Create<T>(string name, IEnumerable<T> values) where T : unmanaged => new(name, values);

    public static StringDataFrameColumn Create(string name, IEnumerable<string> values) => new(name, values);

    public virtual bool IsNumericColumn() => false;

    public virtual double Mean() => throw new NotSupportedException($"The column '{Name}' holds no numbers.");

    public virtual object? Sum() => throw new NotSupportedException($"The column '{Name}' holds no numbers.");

    public virtual object? Max() => throw new NotSupportedException($"The column '{Name}' has no order.");

    public virtual object? Min() => throw new NotSupportedException($"The column '{Name}' has no order.");

    IEnumerator IEnumerable.GetEnumerator() => GetEnumeratorCore();

    /// <summary>A column of the same kind with the given rows.</summary>
    internal abstract DataFrameColumn Pick(IEnumerable<long> rows);

    internal abstract void AppendValue(object? value);

    internal abstract int CountValues();

    protected abstract object? GetValue(long rowIndex);

    protected abstract void SetValue(long rowIndex, object? value);

    private protected abstract IEnumerator GetEnumeratorCore();
}
