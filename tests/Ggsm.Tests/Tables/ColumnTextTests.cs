using Ggsm.Tables;
using Microsoft.Data.Analysis;

namespace Ggsm.Tests.Tables;

public sealed class ColumnTextTests
{
    [Fact]
    public void The_unit_is_what_stands_in_brackets_at_the_end_of_a_name()
    {
        var column = Of(new DoubleDataFrameColumn("Loss (mean) (nats)", [1.5]));

        Assert.Equal(("Loss (mean)", "nats", "Loss (mean) (nats)"), (column.Name, column.Unit, column.Heading));
    }

    [Fact]
    public void A_name_without_a_unit_is_itself()
    {
        var column = Of(new StringDataFrameColumn("90%", ["a"]));

        Assert.Equal(("90%", "", "90%"), (column.Name, column.Unit, column.Heading));
    }

    [Fact]
    public void Shares_have_three_decimals_so_that_they_stand_below_one_another() =>
        Assert.Equal(["0.500", "0.743", "1.000"], Cells(0.5, 0.74321, 1));

    [Fact]
    public void The_largest_number_of_a_column_has_four_digits() =>
        Assert.Equal(["139.4", "0.1"], Cells(139.38, 0.0953));

    [Fact]
    public void Large_numbers_have_no_decimals_and_commas() => Assert.Equal(["17,499", "1"], Cells(17498.7, 0.9));

    [Fact]
    public void Decimals_that_are_zero_in_every_row_are_left_out() => Assert.Equal(["2.5", "1.0"], Cells(2.5, 1));

    [Fact]
    public void Whole_numbers_are_written_whole() => Assert.Equal(["3", "12"], Cells(3, 12));

    [Fact]
    public void A_number_far_below_the_others_is_not_shown_as_zero() => Assert.Equal(["100.5", "3.0e-5", "0.0"], Cells(100.5, 0.00003, 0));

    [Fact]
    public void Percentages_have_one_decimal() => Assert.Equal(["47.3", "5.0"], Of(new DoubleDataFrameColumn("Rate (%)", [47.254, 5.0])).Cells);

    [Fact]
    public void Counts_have_commas_and_stand_to_the_right()
    {
        var column = Of(new Int64DataFrameColumn("Events", [1234567, 8]));

        Assert.True(column.IsNumeric);
        Assert.Equal(["1,234,567", "8"], column.Cells);
    }

    [Fact]
    public void A_missing_value_is_a_dash_and_not_zero() => Assert.Equal(["0.251", "–"], Of(new DoubleDataFrameColumn("AUC", new double?[] { 0.2514, null })).Cells);

    [Fact]
    public void What_is_no_number_says_so() => Assert.Equal(["not a number", "∞", "1"], Cells(double.NaN, double.PositiveInfinity, 1));

    [Fact]
    public void Days_moments_and_truth_values_are_readable()
    {
        Assert.Equal(["2026-03-01", "2026-03-01 10:35"], Of(new DateTimeDataFrameColumn("Time", [new DateTime(2026, 3, 1), new DateTime(2026, 3, 1, 10, 35, 0)])).Cells);
        Assert.Equal(["yes", "no"], Of(new BooleanDataFrameColumn("Known", [true, false])).Cells);
    }

    [Fact]
    public void Only_the_rows_asked_for_are_written_and_decide_on_the_digits()
    {
        var columns = ColumnText.Of(new DataFrame(new DoubleDataFrameColumn("x", [0.5, 0.25, 123456.0])), rows: 2);

        Assert.Equal(["0.50", "0.25"], columns[0].Cells);
    }

    private static IReadOnlyList<string> Cells(params double[] values) => Of(new DoubleDataFrameColumn("x", values)).Cells;

    private static ColumnText Of(DataFrameColumn column) => ColumnText.Of(new DataFrame(column))[0];
}
