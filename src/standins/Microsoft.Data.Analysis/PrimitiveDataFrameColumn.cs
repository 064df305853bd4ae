using System.Collections;
using System.Globalization;

namespace Microsoft.Data.Analysis;

/// <summary>A column of numbers, truth values or times.</summary>
public class PrimitiveDataFrameColumn<T> : DataFrameColumn, IEnumerable<T?>
    where T : unmanaged
{
    private readonly List<T?> _values;

    public PrimitiveDataFrameColumn(string name, IEnumerable<T?> values) : base(name, typeof(T)) => _values = [.. values];

    public PrimitiveDataFrameColumn(string name, IEnumerable<T> values) : base(name, typeof(T)) => _values = [.. values.Select(value => (T?)value)];

    /// <summary>A column of missing values.</summary>
    public PrimitiveDataFrameColumn(string name, long length = 0) : base(name, typeof(T)) => _values = [.. Enumerable.Repeat<T?>(null, checked((int)length))];

    public override long NullCount => _values.Count(value => value is null);

    public new T? this[long rowIndex]
    {
        get => _values[checked((int)rowIndex)];
        set => _values[checked((int)rowIndex)] = value;
    }

    public void Append(T? value) => _values.Add(value);

    public IEnumerator<T?> GetEnumerator() => _values.GetEnumerator();

    public override bool IsNumericColumn() => typeof(T) != typeof(bool) && typeof(T) != typeof(char) && typeof(T) != typeof(DateTime);

    public override double Mean() => Numbers().Average(ToDouble);

    public override object? Sum()
    {
        var numbers = Numbers();
        if (typeof(T) == typeof(double) || typeof(T) == typeof(float)) return FromDouble(numbers.Sum(ToDouble));
        return Convert.ChangeType(numbers.Sum(value => Convert.ToInt64(value, CultureInfo.InvariantCulture)), typeof(T), CultureInfo.InvariantCulture);
    }

    public override object? Max() => _values.Max();

    public override object? Min() => _values.Min();

    internal override DataFrameColumn Pick(IEnumerable<long> rows) => new PrimitiveDataFrameColumn<T>(Name, rows.Select(row => this[row]));

    internal override void AppendValue(object? value) => Append(ToValue(value));

    internal override int CountValues() => _values.Count;

    protected override object? GetValue(long rowIndex) => this[rowIndex];

    protected override void SetValue(long rowIndex, object? value) => this[rowIndex] = ToValue(value);

    private protected override IEnumerator GetEnumeratorCore() => GetEnumerator();

    private static object FromDouble(double value) => Convert.ChangeType(value, typeof(T), CultureInfo.InvariantCulture);

    private static double ToDouble(T value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    private static T? ToValue(object? value) => value switch
    {
        null => null,
        T same => same,
        _ => (T)Convert.ChangeType(value, typeof(T), CultureInfo.InvariantCulture),
    };

    private IEnumerable<T> Numbers()
    {
        if (!IsNumericColumn()) throw new NotSupportedException($"The column '{Name}' holds no numbers.");
        return _values.OfType<T>();
    }
}
