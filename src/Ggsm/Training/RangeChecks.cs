using System.Text.Json;

namespace Ggsm.Training;

/// <summary>Range checks of configuration values; a failed one names the field as its file does.</summary>
internal static class RangeChecks
{
    public static void AtLeast(int value, int least, string name) => Require(value >= least, value, $"{least} or more", name);

    public static void Positive(double value, string name) =>
        Require(value is > 0 and < double.PositiveInfinity, value, "more than 0", name);

    public static void Share(double value, string name) => Require(value is >= 0 and <= 1, value, "between 0 and 1", name);

    public static void Require(bool holds, double value, string expected, string name)
    {
        if (!holds)
            throw new BadInputException(FormattableString.Invariant($"{value} was given, {expected} is expected."), field: JsonNamingPolicy.SnakeCaseLower.ConvertName(name));
    }
}
