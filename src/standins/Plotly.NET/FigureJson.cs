using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Plotly.NET;

/// <summary>Turns the values that charts are made of into JSON.</summary>
internal static class FigureJson
{
    /// <summary>Layout arrays that grow when charts are combined; every other property is replaced.</summary>
    private static readonly HashSet<string> Appended = ["annotations", "shapes"];

    internal static JsonNode? From(object? value) => value switch
    {
        null => null,
        DynamicObj.DynamicObj part => part.Json.DeepClone(),
        StyleParamValue style => style.ToJson(),
        Color color => color.ToJson(),
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        DateTime time => JsonValue.Create(time),
        double number => double.IsFinite(number) ? JsonValue.Create(number) : null,
        float number => float.IsFinite(number) ? JsonValue.Create(number) : null,
        decimal number => JsonValue.Create(number),
        IEnumerable items => FromSequence(items),
        Enum constant => JsonValue.Create(Convert.ToInt64(constant, CultureInfo.InvariantCulture)),
        IConvertible whole => JsonValue.Create(whole.ToInt64(CultureInfo.InvariantCulture)),
        _ => throw new NotSupportedException($"A {value.GetType().Name} cannot be drawn."),
    };

    /// <summary>Merges objects property by property; the second wins.</summary>
    internal static JsonObject Combine(JsonObject first, JsonObject second)
    {
        var combined = (JsonObject)first.DeepClone();
        foreach (var (name, value) in second)
        {
            combined[name] = (combined[name], value) switch
            {
                (JsonObject a, JsonObject b) => Combine(a, b),
                (JsonArray a, JsonArray b) when Appended.Contains(name) => new JsonArray([.. a.Concat(b).Select(item => item?.DeepClone())]),
                _ => value?.DeepClone(),
            };
        }

        return combined;
    }

    private static JsonArray FromSequence(IEnumerable items)
    {
        var array = new JsonArray();
        foreach (object? item in items) array.Add(From(item));
        return array;
    }
}
