namespace Ggsm.Users.Sources;

/// <summary>How the rows of one file are facts about users.</summary>
/// <param name="File">The file, within the imported folder.</param>
/// <param name="Id">The column that names the user.</param>
/// <param name="Tabular">Fields of the tabular modality.</param>
/// <param name="Labels">Labels, 0 or 1; an empty value leaves the label unknown.</param>
public sealed record CsvFacts(string File, string Id, IReadOnlyList<CsvField> Tabular, IReadOnlyList<CsvField> Labels);
