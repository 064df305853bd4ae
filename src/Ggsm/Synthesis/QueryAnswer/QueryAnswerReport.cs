using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>The report of a synthesis as JSON; the same run gives the same bytes.</summary>
internal static class QueryAnswerReport
{
    public static JsonSerializerOptions Layout { get; } = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonObject ToJson(
        IPairWriter writer, ITextEmbedder embedder, QueryAnswerOptions options, Calibration calibration, ScalingResult scaled, int users) => new()
        {
            ["writer"] = writer.Name,
            ["embedder"] = embedder.Name,
            ["seed"] = options.Seed,
            ["users"] = users,
            ["scenarios"] = calibration.Relevance.Pool.All.Count,
            ["scenarios_per_user"] = options.ScenariosPerUser,
            ["calibration"] = new JsonObject
            {
                ["asked"] = options.CalibrationPairs,
                ["pairs"] = calibration.Pairs.Count,
                ["quantile"] = options.Filter.Quantile,
                ["threshold"] = calibration.Threshold,
                ["hard"] = calibration.Hard,
                ["difficulty"] = Histogram(calibration.Histogram),
                ["rejected"] = Counts(calibration.Rejected),
            },
            ["rules"] = new JsonArray([.. calibration.Rules.Select(r => new JsonObject
            {
                ["text"] = r.Text,
                ["feature"] = r.Feature,
                ["lift"] = r.Feature is null ? null : Math.Round(r.Lift, 6),
            })]),
            ["synthesis"] = new JsonObject
            {
                ["asked"] = options.Pairs,
                ["kept"] = scaled.Kept,
                ["rewritten"] = scaled.Rewritten,
                ["hard"] = scaled.Hard,
                ["difficulty"] = Histogram(scaled.Histogram),
                ["rejected"] = Counts(scaled.Rejected),
                ["rejected_examples"] = new JsonObject(scaled.Rejected.Examples.Select(e =>
                    KeyValuePair.Create(e.Key, (JsonNode?)new JsonArray([.. e.Value.Select(v => (JsonNode)v)])))),
            },
        };

    private static JsonObject Histogram(DifficultyHistogram histogram) => new()
    {
        ["mean"] = Math.Round(histogram.Mean, 6),
        ["bin_width"] = DifficultyHistogram.BinWidth,
        ["counts"] = new JsonArray([.. histogram.Counts.Select(c => (JsonNode)c)]),
    };

    private static JsonObject Counts(Rejections rejections) =>
        new(rejections.Counts.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));
}
