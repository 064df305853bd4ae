using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Ggsm.Synthesis;
using Ggsm.Training;
using Ggsm.Training.Pretraining;
using Ggsm.Users;

namespace Ggsm.Cli.Commands;

/// <summary><c>pretrain</c>: a small decoder that predicts the next token, as a folder that <c>train --init</c> starts from.</summary>
internal static class PretrainCommand
{
    public static Command Create(Terminal terminal)
    {
        var data = RunOptions.Data(" Only its training part is read from.");
        var output = new Option<string>("--out")
        {
            HelpName = "DIR",
            Required = true,
            Description = "The folder to make: config.json, model.safetensors and the tokenizer in Hugging Face's layout, with pretraining.json, run.jsonl and metrics.json.",
        };
        var resume = new Option<bool>("--resume")
        {
            Description = "Continue the pretraining in DIR from its newest valid checkpoint, with the values it was started with; start it when there is none.",
        };
        var settings = new PretrainingOptions();
        var json = JsonReport.CreateOption();
        var command = new Command("pretrain",
            "Train a small decoder from random weights to predict the next token under the causal mask. Ctrl-C stops after the current step; --resume continues, bit for bit.")
        {
            data, output, resume, json,
        };
        foreach (var option in settings.All)
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
            Run(terminal, parsed, parsed.GetValue(data)!, parsed.GetValue(output)!, parsed.GetValue(resume), settings, JsonReport.Open(parsed.GetValue(json)), cancellation),
            CancellationToken.None));
        return command;
    }

    private static int Run(
        Terminal terminal, ParseResult parsed, string dataPath, string outPath, bool resume, PretrainingOptions settings, JsonReport report, CancellationToken cancellation)
    {
        var begun = resume && File.Exists(Path.Combine(outPath, "pretraining.json"));
        var config = settings.Read(parsed, dataPath, begun ? PretrainingFolder.Open(outPath).Config : null);
        using var guard = new OutputFolderGuard(outPath);
        var data = TrainingData.Of(DataSource.Load(dataPath, new PairDatasetOptions
        {
            MaxQueryLength = config.MaxQueryLength,
            MaxAnswerLength = config.MaxAnswerLength,
            Input = config.Input,
            Budget = new ModalityBudget(config.Budget),
        }));
        var pretrainer = new Pretrainer(config, data) { Warned = terminal.Error.WriteLine };
        terminal.WriteLine($"causal next-{(config.Input == InputForm.Events ? "event" : "token")} pretraining, {config.Steps} steps of {config.BatchSize} sequences, seed {config.Seed}: "
            + $"{data.Train.Count} training sequences, {data.HeldOut.Count} held out.");
        PretrainingResult result;
        try
        {
            result = TrainingDisplay.Show(terminal, display => pretrainer.Run(outPath, display.OfPretraining, cancellation, resume));
        }
        catch (PretrainingDivergedException e)
        {
            report.Write(ToJson(e.Result));
            terminal.Error.WriteLine(e.Message);
            terminal.Error.WriteLine($"Everything up to there is in {outPath}.");
            return ExitCodes.CheckFailed;
        }

        report.Write(ToJson(result));
        Write(terminal, result, outPath);
        if (!result.Interrupted)
            return ExitCodes.Done;

        terminal.Error.WriteLine($"Interrupted after {result.Steps} of {config.Steps} steps; everything up to here is written. To go on:");
        terminal.Error.WriteLine($"  ./workbook pretrain --data {ShellWord.Of(dataPath)} --out {ShellWord.Of(outPath)} --resume");
        return ExitCodes.Interrupted;
    }

    private static JsonObject ToJson(PretrainingResult result) => new()
    {
        ["steps"] = result.Steps,
        ["interrupted"] = result.Interrupted,
        ["divergence"] = result.Divergence,
        ["resumed_at"] = result.ResumedAt,
        ["losses"] = new JsonArray([.. result.Losses.Select(loss => JsonValue.Create(loss))]),
        ["held_out_tokens"] = result.HeldOutTokens,
        ["held_out_loss"] = result.HeldOutLoss,
        ["held_out_perplexity"] = result.HeldOutPerplexity,
        ["held_out_unigram_loss"] = result.HeldOutUnigramLoss,
        ["weights_sha256"] = result.WeightsSha256,
        ["tokens_per_second"] = result.TokensPerSecond,
        ["peak_rss_mib"] = result.PeakRssMib,
        ["device"] = result.Device,
        ["libtorch"] = result.Libtorch,
        ["threads"] = result.Threads,
        ["seed"] = result.Seed,
    };

    private static void Write(Terminal terminal, PretrainingResult result, string outPath)
    {
        if (result.Losses is [var first, .., var last])
            Line("loss", $"{first:F4} at the first step, {last:F4} at step {result.Steps} (nats a token)");
        if (result is { HeldOutLoss: { } loss, HeldOutPerplexity: { } perplexity, HeldOutUnigramLoss: { } unigram })
            Line("held out", $"loss {loss:F4}, perplexity {perplexity:F1} over {result.HeldOutTokens} tokens (by frequency alone: loss {unigram:F4}, perplexity {Math.Exp(unigram):F1})");
        Line("speed", $"{result.TokensPerSecond:N0} tokens/s, peak memory {result.PeakRssMib:N0} MiB");
        Line("on", $"{result.Device}, libtorch {result.Libtorch}, {result.Threads} threads, seed {result.Seed}");
        terminal.WriteLine($"{"decoder",-9} {outPath}");

        void Line(string name, FormattableString text) => terminal.WriteLine($"{name,-9} {text.ToString(CultureInfo.InvariantCulture)}");
    }
}
