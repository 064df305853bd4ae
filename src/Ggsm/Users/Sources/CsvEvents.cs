namespace Ggsm.Users.Sources;

/// <summary>How the rows of one file are events.</summary>
/// <param name="File">The file, within the imported folder.</param>
/// <param name="Id">The column that names the user.</param>
/// <param name="Time">The column that holds the time.</param>
/// <param name="TimeFormat"><c>iso</c>, <c>unix</c> (seconds), <c>unix_ms</c>, or a pattern such as <c>dd.MM.yyyy HH:mm</c>.</param>
/// <param name="Modality">The modality of every row, or null when a column tells.</param>
/// <param name="ModalityColumn">The column that tells, or null.</param>
/// <param name="ModalityValues">What its values mean; null leaves a row out.</param>
/// <param name="Fields">The fields, in the order in which they are rendered.</param>
public sealed record CsvEvents(
    string File, string Id, string Time, string TimeFormat, Modality? Modality, string? ModalityColumn,
    IReadOnlyDictionary<string, Modality?> ModalityValues, IReadOnlyList<CsvField> Fields);
