using System.CommandLine;
using System.CommandLine.Parsing;

namespace Ggsm.Cli;

/// <summary>Options whose value is one of an enumeration, written in lower case with hyphens.</summary>
internal static class NamedOption
{
    public static Option<T?> Create<T>(string name, string description) where T : struct, Enum
    {
        var names = Enum.GetValues<T>().ToDictionary(KebabCase, value => value);
        return new(name)
        {
            HelpName = string.Join('|', names.Keys),
            Description = description,
            CustomParser = result => Find(result, names),
        };
    }

    private static T? Find<T>(ArgumentResult result, Dictionary<string, T> names) where T : struct
    {
        var given = result.Tokens[0].Value;
        if (names.TryGetValue(given, out var value))
            return value;
        result.AddError($"'{given}' is not known. Choose one of: {string.Join(", ", names.Keys)}.");
        return null;
    }

    private static string KebabCase<T>(T value) where T : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
