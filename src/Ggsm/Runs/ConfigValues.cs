using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Ggsm.Runs;

/// <summary>
/// The values of a configuration by their dotted path, <c>loss.temperature</c>, as its file nests them. A property of one of its records
/// is a value here without further work.
/// </summary>
public static class ConfigValues
{
    /// <summary>Every value by its path, in the order of the file, as a command line would give it; <c>null</c> where there is none.</summary>
    public static IEnumerable<(string Path, string Text)> Of<T>(T config) => Leaves(typeof(T), JsonSerializer.SerializeToNode(config, RunJson.Line), "");

    /// <summary>The configuration with one value set.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="path">The value's dotted path; of a value with names, such as a recipe's options, one of them can be given as well.</param>
    /// <param name="text">The value as text: lists with commas between, names with their values as <c>NAME=VALUE,...</c>, <c>null</c> for none.</param>
    /// <exception cref="BadInputException">There is no such value, or the text is not one of its kind.</exception>
    public static T With<T>(T config, string path, string text) => With(config, path, type => Parse(type, text, path));

    /// <summary>The configuration with one value set that has been read already.</summary>
    /// <exception cref="BadInputException">There is no such value.</exception>
    public static T With<T>(T config, string path, object value) => With(config, path, _ => JsonSerializer.SerializeToNode(value, RunJson.Line));

    private static T With<T>(T config, string path, Func<Type, JsonNode?> read)
    {
        var root = JsonSerializer.SerializeToNode(config, RunJson.Line)!.AsObject();
        var (node, type) = (root, typeof(T));
        var names = path.Split('.');
        for (var i = 0; i < names.Length; i++)
        {
            var inner = TypeOf(type, names, i, path);
            if (i == names.Length - 1)
                node[names[i]] = read(inner);
            else if (Info(inner).Kind is JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary)
                node = (node[names[i]] ??= new JsonObject()).AsObject();
            else
                throw new BadInputException("there is no such value in the configuration.", field: path, remedy: $"{string.Join('.', names[..(i + 1)])} is a value itself.");
            type = inner;
        }

        try
        {
            return RunJson.Parse<T>(root.ToJsonString(), path, line: null);
        }
        catch (BadInputException e)
        {
            throw new BadInputException($"the value cannot be used: {e.Problem}", field: path, inner: e);
        }
    }

    /// <summary>The type of a property, or of a dictionary's values.</summary>
    private static Type TypeOf(Type type, string[] names, int at, string path)
    {
        var known = Info(type);
        if (known.Kind == JsonTypeInfoKind.Dictionary)
            return known.Type.GetGenericArguments()[1];
        if (known.Properties.FirstOrDefault(p => p.Name == names[at]) is { } property)
            return property.PropertyType;
        var group = at == 0 ? "the configuration" : string.Join('.', names[..at]);
        throw new BadInputException("there is no such value in the configuration.", field: path,
            remedy: $"Values of {group}: {string.Join(", ", known.Properties.Select(p => p.Name))}.");
    }

    private static IEnumerable<(string Path, string Text)> Leaves(Type type, JsonNode? value, string prefix) =>
        Info(type).Properties.Where(p => p.Get is not null).SelectMany(property =>
        {
            var path = prefix + property.Name;
            var inner = value?[property.Name];
            return Info(property.PropertyType).Kind == JsonTypeInfoKind.Object
                ? Leaves(property.PropertyType, inner, $"{path}.")
                : [(path, Text(inner))];
        });

    private static string Text(JsonNode? value) => value switch
    {
        null => "null",
        JsonArray list => string.Join(',', list.Select(Text)),
        JsonObject names => string.Join(',', names.Select(n => $"{n.Key}={Text(n.Value)}")),
        _ => value.ToString(),
    };

    private static JsonNode? Parse(Type type, string text, string path)
    {
        if (text == "null" && (!type.IsValueType || Nullable.GetUnderlyingType(type) is not null))
            return null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return text;
        if (type == typeof(bool))
            return text is "true" or "on" ? true : text is "false" or "off" ? false : throw Wrong("true or false");
        if (type == typeof(int) || type == typeof(long))
            return NumberText.TryWhole(text, out var whole) && (type == typeof(long) || (int)whole == whole) ? whole : throw Wrong(NumberText.WholeNotation);
        if (type == typeof(double))
            return NumberText.TryReal(text, out var real) ? real : throw Wrong(NumberText.Notation);
        if (type.IsEnum)
        {
            string[] names = [.. Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
            return names.Contains(text.Replace('-', '_')) ? text.Replace('-', '_') : throw Wrong($"one of {string.Join(", ", names)}");
        }

        var info = Info(type);
        string[] parts = text.Length == 0 ? [] : text.Split(',', StringSplitOptions.TrimEntries);
        if (info.Kind == JsonTypeInfoKind.Enumerable)
            return new JsonArray([.. parts.Select(part => Parse(info.ElementType!, part, path))]);
        if (info.Kind != JsonTypeInfoKind.Dictionary)
            throw Wrong($"one of its own values, such as {path}.{info.Properties[0].Name}");
        var values = new JsonObject();
        foreach (var part in parts)
        {
            var cut = part.LastIndexOf('=');
            if (cut < 1 || values.ContainsKey(part[..cut]))
                throw Wrong("NAME=VALUE,... with each name once");
            values[part[..cut]] = Parse(type.GetGenericArguments()[1], part[(cut + 1)..], path);
        }

        return values;

        BadInputException Wrong(string expected) => new(string.Create(CultureInfo.InvariantCulture, $"'{text}' was given, {expected} is expected."), field: path);
    }

    private static JsonTypeInfo Info(Type type) => RunJson.Line.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
}
