namespace Ggsm.Users.Sources;

/// <summary>One field of an event or of the tabular modality, and the column it comes from.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Column">The column's name in the file.</param>
/// <param name="IsNumber">Whether values must be numbers; otherwise they are texts, whatever they look like.</param>
public sealed record CsvField(string Name, string Column, bool IsNumber);
