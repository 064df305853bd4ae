using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Ggsm.Training;

/// <summary>Range checks of configuration values; a failed one names the value by the path it is written with, <c>Run.Steps</c>, as its file does.</summary>
internal static class RangeChecks
{
    // Divided by Adam's first correction it is still within fp32; sensible ones are below 1.
    private const double LargestRate = 1e37;

    public static void AtLeast(int value, int least, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Require(value >= least, value, $"{least} or more", name);

    /// <summary>A value that the optimiser multiplies and divides in fp32.</summary>
    public static void Rate(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Require(value is >= 0 and <= LargestRate, value, FormattableString.Invariant($"0 to {LargestRate}"), name);

    public static void Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Require(value is > 0 and <= float.MaxValue, value, "more than 0, within the range of fp32,", name);

    public static void Share(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        Require(value is >= 0 and <= 1, value, "between 0 and 1", name);

    public static void Require(bool holds, double value, string expected, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (holds)
            return;
        var path = string.Join('.', name.Split('.').Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));
        throw new BadInputException(FormattableString.Invariant($"{value} was given, {expected} is expected."), field: path);
    }
}
