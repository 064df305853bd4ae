using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Analysis;

namespace Ggsm.Tables;

/// <summary>A column of a data frame as a reader sees it: its numbers have one number of digits, and its unit stands in its name, in brackets at the end.</summary>
/// <param name="Name">The name without the unit.</param>
/// <param name="Unit">The unit, such as <c>%</c> or <c>nats</c>; empty when the name gives none.</param>
/// <param name="IsNumeric">Whether it holds numbers, which stand to the right.</param>
/// <param name="Cells">The cells, from the first row on.</param>
public sealed partial record ColumnText(string Name, string Unit, bool IsNumeric, IReadOnlyList<string> Cells)
{
    /// <summary>What stands where a value is missing.</summary>
    public const string Missing = "–";

    private const int SignificantDigits = 4;
    private const int MostDecimals = 6;
    private const int DecimalsOfShares = 3;
    private const int DecimalsOfPercentages = 1;

    /// <summary>Name and unit together, as the data frame has them.</summary>
    public string Heading => Unit.Length == 0 ? Name : $"{Name} ({Unit})";

    /// <summary>Writes the first rows of every column.</summary>
    /// <param name="frame">The data frame.</param>
    /// <param name="rows">How many rows at most.</param>
    public static IReadOnlyList<ColumnText> Of(DataFrame frame, long rows = long.MaxValue)
        => [.. frame.Columns.Select(column => Of(column, Math.Min(rows, frame.Rows.Count)))];

    private static ColumnText Of(DataFrameColumn column, long rows)
    {
        var values = new object?[rows];
        for (var row = 0; row < rows; row++)
            values[row] = column[row];
        var decimals = Decimals([.. values.OfType<IConvertible>().Where(IsFraction).Select(value => value.ToDouble(CultureInfo.InvariantCulture))]);
        var heading = NameAndUnit().Match(column.Name);
        var unit = heading.Groups["unit"].Value;
        if (unit == "%")
            decimals = Math.Min(decimals, DecimalsOfPercentages);
        return new ColumnText(heading.Groups["name"].Value, unit, column.IsNumericColumn(), [.. values.Select(value => Write(value, decimals))]);
    }

    private static string Write(object? value, int decimals) => value switch
    {
        null => Missing,
        double or float or decimal => Write(Convert.ToDouble(value, CultureInfo.InvariantCulture), decimals),
        bool yes => yes ? "yes" : "no",
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        string or char => value.ToString()!,
        IFormattable number => number.ToString("N0", CultureInfo.InvariantCulture),
        _ => value.ToString() ?? Missing,
    };

    private static string Write(double value, int decimals)
    {
        if (!double.IsFinite(value))
            return double.IsNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
        return value != 0 && Math.Abs(value) < Math.Pow(10, -decimals) / 2
            ? value.ToString("0.0e0", CultureInfo.InvariantCulture)
            : value.ToString($"N{decimals}", CultureInfo.InvariantCulture);
    }

    /// <summary>Enough decimals for four digits of the largest value, three for shares, and none that would be zero in every row.</summary>
    private static int Decimals(double[] values)
    {
        var largest = values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        if (largest == 0)
            return 0;
        var before = (int)Math.Floor(Math.Log10(largest)) + 1;
        var decimals = before is 0 or 1 ? DecimalsOfShares : Math.Clamp(SignificantDigits - before, 0, MostDecimals);
        while (decimals > 0 && values.Where(double.IsFinite).All(value => Math.Round(value, decimals) == Math.Round(value, decimals - 1)))
            decimals--;
        return decimals;
    }

    private static bool IsFraction(IConvertible value) => value.GetTypeCode() is TypeCode.Single or TypeCode.Double or TypeCode.Decimal;

    [GeneratedRegex(@"^(?<name>.*?)(?: \((?<unit>[^()]+)\))?$", RegexOptions.Singleline)]
    private static partial Regex NameAndUnit();
}
