using System.Globalization;

namespace Ggsm.Users;

/// <summary>Something a user did at a time.</summary>
/// <param name="Time">When, to the last digit its source gives.</param>
/// <param name="Modality">Where it was seen; never <see cref="Modality.Tabular"/>.</param>
/// <param name="Fields">What it was, in the order in which it is rendered; the first field names the thing.</param>
public sealed record UserEvent(DateTimeOffset Time, Modality Modality, IReadOnlyList<EventField> Fields)
{
    /// <summary>The field of this name, or null.</summary>
    public EventField? Field(string name)
    {
        foreach (var field in Fields)
        {
            if (field.Name == name)
                return field;
        }

        return null;
    }
}

/// <summary>One named value of an event or of the tabular modality: a text, or a number with its text.</summary>
/// <param name="Name">The field's name, such as <c>merchant</c>.</param>
/// <param name="Text">The value as text; a number in invariant culture.</param>
/// <param name="Number">The value as a number, when it is one.</param>
public readonly record struct EventField(string Name, string Text, double? Number = null)
{
    /// <summary>A number; its text is the shortest that reads back equal.</summary>
    public static EventField Of(string name, double number) => new(name, number.ToString("R", CultureInfo.InvariantCulture), number);

    /// <summary>A text.</summary>
    public static EventField Of(string name, string text) => new(name, text);
}
