using System.Globalization;
using System.Text.Json.Nodes;
using Ggsm.Synthesis.World;
using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>
/// What a data folder says of its second stream: the command in <c>manifest.json</c>, and a section of <c>README.md</c>. Folders that
/// have neither file get none.
/// </summary>
internal static class QueryAnswerNotes
{
    private const string ReadmeFile = "README.md";
    private const string Heading = "## Stream 2: questions and answers";

    private static readonly string[] Companions = [ReadmeFile, DataManifest.FileName, UserFolder.TruthFileName, WorldFolder.TruthFileName];

    /// <summary>Copies what else is known of the users of one folder into another.</summary>
    public static void CarryOver(string data, string target)
    {
        foreach (var name in Companions.Where(name => File.Exists(Path.Combine(data, name))))
            File.Copy(Path.Combine(data, name), Path.Combine(target, name));
    }

    /// <summary>Notes the stream, in the place of an earlier note.</summary>
    /// <param name="folder">The folder that holds the pairs now.</param>
    /// <param name="command">The command that made them; null when it is not known.</param>
    /// <param name="options">Sizes and seed.</param>
    /// <param name="calibration">Steps 1 to 3.</param>
    /// <param name="scaled">Step 4.</param>
    /// <param name="vocabularySize">Tokens of a tokenizer trained on the pairs of all streams; null where none was.</param>
    public static void Write(
        string folder, string? command, QueryAnswerOptions options, Calibration calibration, ScalingResult scaled, int? vocabularySize)
    {
        DataManifest.Note(folder, QueryAnswerFolder.Source, new JsonObject
        {
            ["command"] = command,
            ["seed"] = options.Seed,
            ["pairs"] = scaled.Kept,
            ["vocabulary_size"] = vocabularySize,
        });
        var readme = Path.Combine(folder, ReadmeFile);
        if (!File.Exists(readme))
            return;
        var text = File.ReadAllText(readme);
        var earlier = text.IndexOf(Heading, StringComparison.Ordinal);
        AtomicFile.WriteText(readme, (earlier < 0 ? text : text[..earlier]).TrimEnd() + "\n\n" + Section(command, calibration, scaled, vocabularySize));
    }

    private static string Section(string? command, Calibration calibration, ScalingResult scaled, int? vocabularySize)
    {
        var tokenizer = vocabularySize is null
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"\n| `tokenizer/` | trained anew on the training texts of all streams: {vocabularySize} tokens |");
        var how = command is null ? "" : $"""


            It was added by (`--data` names the folder that the command above makes):

            ```
            {command}
            ```
            """;
        return string.Create(CultureInfo.InvariantCulture, $"""
            {Heading}

            The users were asked about as well: the question is the `instruction` of a pair, the answer is read from the history.
            The four steps are those of `docs/data.md`.

            | File | What |
            |---|---|
            | `pairs.jsonl` | {scaled.Kept} pairs more, `"source": "{QueryAnswerFolder.Source}"`, each with its difficulty; {scaled.Hard} are hard |
            | `{QueryAnswerFolder.CalibrationFile}` | steps 1 and 2: {calibration.Pairs.Count} pairs and their difficulty, {calibration.Hard} of them hard (from {calibration.Threshold:F3} on) |
            | `{QueryAnswerFolder.ReportFile}` | threshold, histograms, the {calibration.Rules.Count} rules of step 3, what was rejected in step 4 and why |{tokenizer}{how}

            """);
    }
}
