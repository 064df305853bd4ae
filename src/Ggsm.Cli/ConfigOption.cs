using System.CommandLine;
using Ggsm.Runs;
using Ggsm.Training;

namespace Ggsm.Cli;

/// <summary>An option that is a short cut to one value of the configuration.</summary>
/// <param name="Option">The option.</param>
/// <param name="Path">The value's dotted path.</param>
/// <param name="Read">What was given; null when it was not.</param>
internal sealed record ConfigOption(Option Option, string Path, Func<ParseResult, object?> Read)
{
    private static readonly Dictionary<string, string> Defaults = ConfigValues.Of(new TrainingConfig()).ToDictionary();

    /// <summary>A number.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="path">The value's path.</param>
    /// <param name="help">What stands for the value in the help.</param>
    /// <param name="description">The help; the default of the quick preset is added unless it names one.</param>
    public static ConfigOption Number<T>(string name, string path, string help, string description) where T : struct =>
        Create(new Option<T?>(name) { HelpName = help }, path, description);

    /// <summary>One of an enumeration's names.</summary>
    public static ConfigOption Name<T>(string name, string path, string description) where T : struct, Enum =>
        Create(NamedOption.Create<T>(name, description), path, description);

    /// <summary>A switch: given alone it is on.</summary>
    public static ConfigOption Switch(string name, string path, string description) =>
        Create(new Option<bool?>(name) { Arity = ArgumentArity.ZeroOrOne }, path, description);

    /// <summary>A text, or something that is read from one.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="path">The value's path.</param>
    /// <param name="help">What stands for the value in the help.</param>
    /// <param name="description">The help.</param>
    /// <param name="read">Reads it; null takes the text.</param>
    /// <param name="aliases">Other names.</param>
    public static ConfigOption Text(string name, string path, string help, string description, Func<string, object?>? read = null, params string[] aliases) =>
        Create(new Option<string?>(name, aliases) { HelpName = help }, path, description, read is null ? null : given => read(given!));

    private static ConfigOption Create<T>(Option<T> option, string path, string description, Func<T, object?>? read = null)
    {
        option.Description = description.Contains("[default:", StringComparison.Ordinal) || !Defaults.TryGetValue(path, out var value) ? description : $"{description} [default: {value}]";
        return new(option, path, parsed => parsed.GetResult(option) is { Implicit: false } && parsed.GetValue(option) is { } given ? read is null ? given : read(given) : null);
    }
}
