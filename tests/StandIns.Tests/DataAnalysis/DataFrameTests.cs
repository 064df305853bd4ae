using Microsoft.Data.Analysis;

namespace StandIns.Tests.DataAnalysis;

public sealed class DataFrameTests
{
    private readonly DataFrame _events = new(
        new StringDataFrameColumn("modality", ["bill", "app", "bill", "search"]),
        new DoubleDataFrameColumn("amount", [12.5, 0.0, 7.5, 1.0]),
        new Int32DataFrameColumn("count", [1, 2, 3, 4]));

    [Fact]
    public void Columns_are_found_by_name_and_rows_by_number()
    {
        Assert.Equal(["modality", "amount", "count"], _events.Columns.Select(column => column.Name));
        Assert.Equal(4, _events.Rows.Count);
        Assert.Equal("app", _events.Rows[1]["modality"]);
        Assert.Equal(7.5, _events[2, 1]);
        Assert.Equal(["search", 1.0, 4], _events.Rows[3]);
        Assert.Equal(4, _events["count"].Length);
        Assert.Equal(typeof(double), _events["amount"].DataType);
    }

    [Fact]
    public void An_unknown_column_is_refused_by_its_name()
        => Assert.Contains("price", Assert.Throws<ArgumentException>(() => _events["price"]).Message, StringComparison.Ordinal);

    [Fact]
    public void A_column_of_another_length_is_refused()
        => Assert.Throws<ArgumentException>(() => _events.Columns.Add(new Int32DataFrameColumn("short", [1, 2])));

    [Fact]
    public void A_second_column_of_the_same_name_is_refused()
        => Assert.Throws<ArgumentException>(() => _events.Columns.Add(new Int32DataFrameColumn("count", [1, 2, 3, 4])));

    [Fact]
    public void Values_can_be_missing()
    {
        var column = new PrimitiveDataFrameColumn<double>("auc", new double?[] { 0.5, null, 0.75 });
        Assert.Equal(1, column.NullCount);
        Assert.Null(column[1]);
        Assert.Equal(0.75, column[2]);
    }

    [Fact]
    public void A_filter_keeps_the_rows_where_it_is_true()
    {
        var kept = _events.Filter(new BooleanDataFrameColumn("keep", [true, false, true, false]));
        Assert.Equal(["bill", "bill"], kept["modality"].Cast<string>());
        Assert.Equal(4, _events.Rows.Count);
    }

    [Fact]
    public void Head_and_tail_take_rows_from_either_end()
    {
        Assert.Equal([1, 2], _events.Head(2)["count"].Cast<int>());
        Assert.Equal([4], _events.Tail(1)["count"].Cast<int>());
        Assert.Throws<ArgumentOutOfRangeException>(() => _events.Head(10));
    }

    [Fact]
    public void Rows_are_ordered_by_a_column_with_missing_values_last()
    {
        Assert.Equal([2, 4, 3, 1], _events.OrderBy("amount")["count"].Cast<int>());
        Assert.Equal([1, 3, 4, 2], _events.OrderByDescending("amount")["count"].Cast<int>());

        var frame = new DataFrame(new PrimitiveDataFrameColumn<double>("auc", new double?[] { null, 0.75, 0.5 }));
        Assert.Null(frame.OrderBy("auc")["auc"][2]);
        Assert.Equal(0.5, frame.OrderBy("auc")["auc"][0]);
    }

    [Fact]
    public void Groups_are_counted_added_up_and_averaged()
    {
        var groups = _events.GroupBy("modality");

        Assert.Equal(["bill", "app", "search"], groups.Count()["modality"].Cast<string>());
        Assert.Equal([2L, 1L, 1L], groups.Count("amount")["amount"].Cast<long>());
        Assert.Equal([20.0, 0.0, 1.0], groups.Sum("amount")["amount"].Cast<double>());
        Assert.Equal([10.0, 0.0, 1.0], groups.Mean("amount")["amount"].Cast<double>());
        Assert.Equal([2.0, 2.0, 4.0], groups.Mean("count")["count"].Cast<double>());
        Assert.Equal([3, 2, 4], groups.Max("count")["count"].Cast<int>());
        Assert.Equal([1, 2, 4], groups.Min("count")["count"].Cast<int>());
    }

    [Fact]
    public void A_row_is_appended_to_a_copy_unless_asked_otherwise()
    {
        var longer = _events.Append(["tabular", 2.0, 5]);
        Assert.Equal((5, 4), (longer.Rows.Count, _events.Rows.Count));
        Assert.Equal(2.0, longer["amount"][4]);

        _events.Append(["tabular", 2.0, 5], inPlace: true);
        Assert.Equal(5, _events.Rows.Count);
    }

    [Fact]
    public void Numbers_are_summed_averaged_and_bounded()
    {
        Assert.Equal(5.25, _events["amount"].Mean());
        Assert.Equal(21.0, _events["amount"].Sum());
        Assert.Equal(12.5, _events["amount"].Max());
        Assert.Equal(0.0, _events["amount"].Min());
    }

    [Fact]
    public void As_text_a_frame_is_a_table_with_a_header()
    {
        string[] lines = _events.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, lines.Length);
        Assert.Equal(["modality", "amount", "count"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.StartsWith("bill", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_can_be_made_from_their_values()
    {
        Assert.Equal([1.5f, 2f], DataFrameColumn.Create("loss", [1.5f, 2f]).Select(value => value!.Value));
        Assert.Equal(["a"], DataFrameColumn.Create("id", ["a"]));
    }
}
