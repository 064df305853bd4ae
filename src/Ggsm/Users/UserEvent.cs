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
