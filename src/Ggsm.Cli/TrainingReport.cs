using System.Globalization;
using System.Text.Json.Nodes;
using Ggsm.Runs;

namespace Ggsm.Cli;

/// <summary>What a run came to: on the terminal, and as the content of <c>--json</c>.</summary>
internal static class TrainingReport
{
    public static JsonObject ToJson(TrainingResult result) => new()
    {
        ["steps"] = result.Steps,
        ["interrupted"] = result.Interrupted,
        ["divergence"] = result.Divergence?.ToString(),
        ["resumed_at"] = result.ResumedAt,
        ["first_loss"] = result.FirstLoss,
        ["last_loss"] = result.LastLoss,
        ["losses"] = new JsonArray([.. result.Losses.Select(loss => JsonValue.Create(loss))]),
        ["held_out"] = result.HeldOut,
        ["candidates"] = result.Candidates,
        ["recall_at_1"] = result.RecallAt1,
        ["recall_at_10"] = result.RecallAt10,
        ["chance_at_10"] = result.ChanceAt10,
        ["held_out_tokens"] = result.HeldOutTokens,
        ["held_out_loss"] = result.HeldOutLoss,
        ["held_out_perplexity"] = result.HeldOutPerplexity,
        ["held_out_unigram_loss"] = result.HeldOutUnigramLoss,
        ["weights_sha256"] = result.WeightsSha256,
        ["probes"] = new JsonArray([.. result.Probes.Select(p => (JsonNode)new JsonObject
        {
            ["step"] = p.Step,
            ["task"] = p.Task,
            ["auc"] = p.Auc,
            ["low"] = p.Low,
            ["high"] = p.High,
            ["people"] = p.People,
        })]),
        ["tokens_per_second"] = result.TokensPerSecond,
        ["peak_rss_mib"] = result.PeakRssMib,
        ["device"] = result.Device,
        ["libtorch"] = result.Libtorch,
        ["threads"] = result.Threads,
        ["seed"] = result.Seed,
    };

    /// <summary>The mean AUC, and that of each task.</summary>
    public static string Describe(IReadOnlyList<ProbeRecord> probes) => string.Create(CultureInfo.InvariantCulture,
        $"mean AUC {probes.Average(p => p.Auc):F3} ({string.Join(", ", probes.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Task} {p.Auc:F3}")))})");

    public static void Write(Terminal terminal, TrainingResult result, string runPath)
    {
        if (result.FirstLoss is { } first && result.LastLoss is { } last)
            Line("loss", $"{first:F4} at the first step, {last:F4} at step {result.Steps}");
        if (result is { RecallAt1: { } at1, RecallAt10: { } at10, ChanceAt10: { } chance })
            Line("held out", $"recall@1 {at1:F3}, recall@10 {at10:F3} among the {result.Candidates ?? result.HeldOut} different answers of {result.HeldOut} users (chance@10 {chance:F3})");
        if (result is { HeldOutLoss: { } loss, HeldOutPerplexity: { } perplexity, HeldOutUnigramLoss: { } unigram })
            Line("held out", $"loss {loss:F4}, perplexity {perplexity:F1} over {result.HeldOutTokens} tokens (by frequency alone: loss {unigram:F4}, perplexity {Math.Exp(unigram):F1})");
        if (result.Probes is [{ People: var people }, ..])
            Line("probe", $"{Describe(result.Probes)} on {people} held-out people (guessing 0.500)");
        Line("speed", $"{result.TokensPerSecond:N0} tokens/s, peak memory {result.PeakRssMib:N0} MiB");
        Line("on", $"{result.Device}, libtorch {result.Libtorch}, {result.Threads} threads, seed {result.Seed}");
        terminal.WriteLine($"{"run",-9} {runPath}");

        void Line(string name, FormattableString text) =>
            terminal.WriteLine($"{name,-9} {text.ToString(CultureInfo.InvariantCulture)}");
    }
}
