using System.Globalization;

namespace Ggsm.Users;

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
