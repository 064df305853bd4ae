using System.CommandLine;
using Ggsm.Runs;
using Ggsm.Training;
using Ggsm.Users;

namespace Ggsm.Cli.Commands;

/// <summary><c>train</c> and <c>pretrain</c>: one run of one objective, left whole in a run folder.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal)
    {
        var settings = new TrainingOptions(TrainingObjective.Contrastive);
        return Create(terminal, "train",
            "Train a decoder with one mask recipe. Ctrl-C stops after the current step; --resume continues, bit for bit as if uninterrupted.",
            RunOptions.Data(), settings.All, settings.Read);
    }

    public static Command CreatePretrain(Terminal terminal)
    {
        var settings = new TrainingOptions(TrainingObjective.NextToken);
        return Create(terminal, "pretrain",
            "Train a small decoder from random weights to predict the next token under the causal mask: a run that `train --init RUN` starts from. Ctrl-C stops after the current step; --resume continues, bit for bit.",
            RunOptions.Data(" Only its training part is read from."), settings.All, settings.Read);
    }

    private static Command Create(
        Terminal terminal, string name, string description, Option<string> data, IReadOnlyList<Option> settings, Func<ParseResult, string, TrainingConfig?, TrainingConfig> read)
    {
        var output = new Option<string>("--out")
        {
            HelpName = "RUN",
            Required = true,
            Description = "The run folder to make: config.json, run.jsonl, masks.jsonl, eval.jsonl, checkpoints/, metrics.json, and the model in Hugging Face's layout in model/.",
        };
        var resume = new Option<bool>("--resume")
        {
            Description = "Continue the run in RUN from its newest valid checkpoint, with the values it was started with; start it when there is none.",
        };
        var json = JsonReport.CreateOption();
        var command = new Command(name, description) { data, output, resume, json };
        foreach (var option in settings)
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var (from, to) = (parsed.GetValue(data)!, parsed.GetValue(output)!);
            var resumed = parsed.GetValue(resume) && RunFolder.IsRun(to) ? RunFolder.Open(to) : null;
            var report = JsonReport.Open(parsed.GetValue(json));
            return Run(terminal, name, from, to, read(parsed, from, resumed is null ? null : TrainingConfig.Of(resumed)), resumed, parsed.GetValue(resume), report, cancellation);
        }, CancellationToken.None));
        return command;
    }

    private static int Run(
        Terminal terminal, string command, string dataPath, string runPath, TrainingConfig config, RunFolder? resumed, bool resume, JsonReport report, CancellationToken cancellation)
    {
        config.Validate();
        _ = config.Resolved();
        using var guard = new OutputFolderGuard(runPath);
        var data = config.LoadData(dataPath, resumed);
        terminal.WriteLine(config.Objective == TrainingObjective.NextToken
            ? $"causal next-{(config.Data.Input == InputForm.Events ? "event" : "token")} pretraining, {config.Run.Steps} steps of {config.Data.BatchSize} sequences, seed {config.Run.Seed}: "
                + $"{data.Train.Count} training pairs, {data.HeldOut.Count} held out."
            : $"{config.Mask.Recipe} from {config.Model.Init}, {config.Run.Steps} steps of {config.Data.BatchSize} pairs, seed {config.Run.Seed}: "
                + $"{data.Train.Count} training pairs, {data.HeldOut.Count} held out.");
        TrainingResult result;
        try
        {
            result = TrainingDisplay.Show(terminal, display =>
                new Trainer(config, data, new PretrainedCache(CacheDirectory.OfUser(), display.Progress)) { Warned = terminal.Error.WriteLine }
                    .Run(runPath, display.Progress, cancellation, resume));
        }
        catch (TrainingDivergedException e) when (e.Objective != config.Objective)
        {
            terminal.Error.WriteLine($"The pretraining that the run would start from came to nothing. {e.Message}");
            terminal.Error.WriteLine("Make one with `./workbook pretrain` and name it with --init, or start from random weights with --init random.");
            return ExitCodes.CheckFailed;
        }
        catch (TrainingDivergedException e)
        {
            report.Write(TrainingReport.ToJson(e.Result));
            terminal.Error.WriteLine(e.Message);
            var checkpoint = Directory.Exists(Path.Combine(runPath, "checkpoints")) ? ", the last good checkpoint too" : "; no checkpoint was due before";
            terminal.Error.WriteLine($"Everything up to there is in {runPath}{checkpoint}.");
            return ExitCodes.CheckFailed;
        }

        report.Write(TrainingReport.ToJson(result));
        TrainingReport.Write(terminal, result, runPath);
        if (!result.Interrupted)
            return ExitCodes.Done;

        terminal.Error.WriteLine($"Interrupted after {result.Steps} of {config.Run.Steps} steps; everything up to here is written. To go on:");
        terminal.Error.WriteLine($"  ./workbook {command} --data {ShellWord.Of(dataPath)} --out {ShellWord.Of(runPath)} --resume");
        return ExitCodes.Interrupted;
    }
}
