using System.CommandLine;

namespace Ggsm.Cli;

/// <summary>The options of a mask recipe on the command line: NAME=VALUE, as often as needed.</summary>
internal static class RecipeOptionsOption
{
    private const string Name = "--recipe-option";

    public static Option<string[]> Create(params string[] aliases) => new(Name, aliases)
    {
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
        Description = "An option of the recipe, for example source=last (the paper's literal gradient) or clock=micro-batch. May be repeated.",
    };

    /// <returns>The options by name; null when none was given.</returns>
    /// <exception cref="BadInputException">One is not NAME=VALUE.</exception>
    public static Dictionary<string, string>? Read(string[]? given)
    {
        if (given is null or [])
            return null;
        var options = new Dictionary<string, string>();
        foreach (var text in given)
        {
            var cut = text.IndexOf('=', StringComparison.Ordinal);
            if (cut <= 0)
                throw new BadInputException($"'{text}' is not NAME=VALUE.", field: Name, remedy: $"For example: {Name} source=last");
            options[text[..cut]] = text[(cut + 1)..];
        }

        return options;
    }
}
