using System.Globalization;

namespace Ggsm.Masks;

/// <summary>Reads a recipe's options by name and refuses those that nobody read.</summary>
public sealed class OptionReader
{
    private readonly string recipe;
    private readonly IReadOnlyDictionary<string, string> given;
    private readonly Dictionary<string, string> inForce = [];

    /// <param name="recipe">The recipe's name, for messages.</param>
    /// <param name="given">The options as given.</param>
    public OptionReader(string recipe, IReadOnlyDictionary<string, string> given)
    {
        this.recipe = recipe;
        this.given = given;
    }

    /// <summary>The options read so far as they are in force, given or by default, written so that they can be read again.</summary>
    public IReadOnlyDictionary<string, string> InForce => inForce;

    /// <summary>A number within bounds, or the default when the option is absent.</summary>
    /// <exception cref="BadInputException">The value is no number or out of bounds.</exception>
    public double Number(string name, double otherwise, double least, double most) => Read(
        name, otherwise,
        text => NumberText.TryReal(text, out var value) && value >= least && value <= most
            ? value
            : throw Bad(name, FormattableString.Invariant($"'{text}' is not a number from {least} to {most}.")),
        value => value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A whole number within bounds, or the default when the option is absent.</summary>
    /// <exception cref="BadInputException">The value is no whole number or out of bounds.</exception>
    public int Count(string name, int otherwise, int least, int most) => Read(
        name, otherwise,
        text => NumberText.TryCount(text, out var value) && value >= least && value <= most
            ? value
            : throw Bad(name, FormattableString.Invariant($"'{text}' is not a whole number from {least} to {most}.")),
        value => value.ToString(CultureInfo.InvariantCulture));

    /// <summary>One of an enumeration's names, written with hyphens (<c>micro-batch</c>), or the default.</summary>
    /// <exception cref="BadInputException">The value is none of them.</exception>
    public T Choice<T>(string name, T otherwise)
        where T : struct, Enum => Read(
        name, otherwise,
        text => Enum.GetValues<T>().Where(value => Write(value) == text).Select(value => (T?)value).FirstOrDefault()
            ?? throw Bad(name, $"'{text}' is none of {string.Join(", ", Enum.GetValues<T>().Select(Write))}."),
        Write);

    /// <summary>A place in the decoder, or the default.</summary>
    /// <exception cref="BadInputException">The value is no such place.</exception>
    public HiddenSource Source(string name, HiddenSource otherwise) =>
        Read(name, otherwise, HiddenSource.Parse, value => value.ToString());

    /// <summary>Call after the last option was read.</summary>
    /// <exception cref="BadInputException">An option was given that the recipe does not have.</exception>
    public void RefuseOthers()
    {
        foreach (var name in given.Keys)
        {
            if (!inForce.ContainsKey(name))
                throw Bad(name, inForce.Count == 0
                    ? $"the recipe {recipe} has no options."
                    : $"the recipe {recipe} has no such option; it has {string.Join(", ", inForce.Keys.Order(StringComparer.Ordinal))}.");
        }
    }

    /// <summary>An enumeration value as options write it.</summary>
    public static string Write<T>(T value)
        where T : struct, Enum =>
        string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    private T Read<T>(string name, T otherwise, Func<string, T> parse, Func<T, string> write)
    {
        var value = given.TryGetValue(name, out var text) ? parse(text) : otherwise;
        inForce[name] = write(value);
        return value;
    }

    private static BadInputException Bad(string name, string problem) =>
        new(problem, field: $"recipe option {name}");
}
