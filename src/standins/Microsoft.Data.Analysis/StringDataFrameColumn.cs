using System.Collections;

namespace Microsoft.Data.Analysis;

/// <summary>A column of texts.</summary>
public class StringDataFrameColumn : DataFrameColumn, IEnumerable<string?>
{
    private readonly List<string?> _values;

    public StringDataFrameColumn(string name, long length = 0) : base(name, typeof(string)) => _values = [.. Enumerable.Repeat<string?>(null, checked((int)length))];

    public StringDataFrameColumn(string name, IEnumerable<string?> values) : base(name, typeof(string)) => _values = [.. values];

    public override long NullCount => _values.Count(value => value is null);

    public new string? this[long rowIndex]
    {
        get => _values[checked((int)rowIndex)];
        set => _values[checked((int)rowIndex)] = value;
    }

    public void Append(string? value) => _values.Add(value);

    public IEnumerator<string?> GetEnumerator() => _values.GetEnumerator();

    internal override DataFrameColumn Pick(IEnumerable<long> rows) => new StringDataFrameColumn(Name, rows.Select(row => this[row]));

    internal override void AppendValue(object? value) => Append(value?.ToString());

    internal override int CountValues() => _values.Count;

    protected override object? GetValue(long rowIndex) => this[rowIndex];

    protected override void SetValue(long rowIndex, object? value) => this[rowIndex] = value?.ToString();

    private protected override IEnumerator GetEnumeratorCore() => GetEnumerator();
}
