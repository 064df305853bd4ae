using System.Text.Json;

namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>What a reader wants of <c>qa.json</c>.</summary>
/// <param name="Threshold">From which difficulty on a pair is hard.</param>
/// <param name="Rules">What hard pairs have in common, in words.</param>
/// <param name="Calibration">Pairs of the calibration set by difficulty, in bins of <see cref="DifficultyHistogram.BinWidth"/> from 0 on.</param>
/// <param name="Scaled">The same of the pairs that were kept.</param>
public sealed record QueryAnswerReadings(double Threshold, IReadOnlyList<string> Rules, IReadOnlyList<int> Calibration, IReadOnlyList<int> Scaled)
{
    /// <summary>Reads the report.</summary>
    /// <param name="path">The file <c>qa.json</c> of a data folder.</param>
    /// <exception cref="BadInputException">The file is missing or not what <c>data qa</c> writes.</exception>
    public static QueryAnswerReadings Load(string path)
    {
        try
        {
            using var report = JsonDocument.Parse(File.ReadAllText(path));
            var (root, calibration) = (report.RootElement, report.RootElement.GetProperty("calibration"));
            return new QueryAnswerReadings(
                calibration.GetProperty("threshold").GetDouble(),
                [.. root.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("text").GetString()!)],
                Counts(calibration), Counts(root.GetProperty("synthesis")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new BadInputException("expected the report that `data qa` writes.", path, remedy: "Make it: ./workbook data qa --data DIR --out DIR2", inner: e);
        }
    }

    private static int[] Counts(JsonElement part) =>
        [.. part.GetProperty("difficulty").GetProperty("counts").EnumerateArray().Select(count => count.GetInt32())];
}
