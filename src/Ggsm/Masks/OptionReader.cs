namespace Ggsm.Masks;

/// <summary>Reads a recipe's options by name and refuses those that nobody read.</summary>
public sealed class OptionReader
{
    private readonly string recipe;
    private readonly IReadOnlyDictionary<string, string> given;
    private readonly HashSet<string> known = [];

    /// <param name="recipe">The recipe's name, for messages.</param>
    /// <param name="given">The options as given.</param>
    public OptionReader(string recipe, IReadOnlyDictionary<string, string> given)
    {
        this.recipe = recipe;
        this.given = given;
    }

    /// <summary>A number within bounds, or the default when the option is absent.</summary>
    /// <exception cref="BadInputException">The value is no number or out of bounds.</exception>
    public double Number(string name, double otherwise, double least, double most)
    {
        if (!Find(name, out var text))
            return otherwise;
        return NumberText.TryReal(text, out var value) && value >= least && value <= most
            ? value
            : throw Bad(name, FormattableString.Invariant($"'{text}' is not a number from {least} to {most}."));
    }

    /// <summary>A whole number within bounds, or the default when the option is absent.</summary>
    /// <exception cref="BadInputException">The value is no whole number or out of bounds.</exception>
    public int Count(string name, int otherwise, int least, int most)
    {
        if (!Find(name, out var text))
            return otherwise;
        return NumberText.TryCount(text, out var value) && value >= least && value <= most
            ? value
            : throw Bad(name, FormattableString.Invariant($"'{text}' is not a whole number from {least} to {most}."));
    }

    /// <summary>One of an enumeration's names, written with hyphens (<c>micro-batch</c>), or the default.</summary>
    /// <exception cref="BadInputException">The value is none of them.</exception>
    public T Choice<T>(string name, T otherwise)
        where T : struct, Enum
    {
        if (!Find(name, out var text))
            return otherwise;
        foreach (var value in Enum.GetValues<T>())
        {
            if (Write(value) == text)
                return value;
        }

        throw Bad(name, $"'{text}' is none of {string.Join(", ", Enum.GetValues<T>().Select(Write))}.");
    }

    /// <summary>A place in the decoder, or the default.</summary>
    /// <exception cref="BadInputException">The value is no such place.</exception>
    public HiddenSource Source(string name, HiddenSource otherwise) =>
        Find(name, out var text) ? HiddenSource.Parse(text) : otherwise;

    /// <summary>Call after the last option was read.</summary>
    /// <exception cref="BadInputException">An option was given that the recipe does not have.</exception>
    public void RefuseOthers()
    {
        foreach (var name in given.Keys)
        {
            if (!known.Contains(name))
                throw Bad(name, known.Count == 0
                    ? $"the recipe {recipe} has no options."
                    : $"the recipe {recipe} has no such option; it has {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        }
    }

    /// <summary>An enumeration value as options write it.</summary>
    public static string Write<T>(T value)
        where T : struct, Enum =>
        string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    private bool Find(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? text)
    {
        known.Add(name);
        return given.TryGetValue(name, out text);
    }

    private static BadInputException Bad(string name, string problem) =>
        new(problem, field: $"recipe option {name}");
}
