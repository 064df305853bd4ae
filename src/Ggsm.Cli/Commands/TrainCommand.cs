using System.CommandLine;
using Ggsm.Training;
using Ggsm.Training.Pretraining;

namespace Ggsm.Cli.Commands;

/// <summary><c>train</c>: one run with one mask recipe, left whole in a run folder.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal)
    {
        var data = RunOptions.Data();
        var output = new Option<string>("--out")
        {
            HelpName = "RUN",
            Required = true,
            Description = "The run folder to make: config.json, run.jsonl, masks.jsonl, checkpoints/, metrics.json, model/.",
        };
        var resume = new Option<bool>("--resume")
        {
            Description = "Continue the run in RUN from its newest valid checkpoint, with the values it was started with.",
        };
        var settings = new TrainingOptions();
        var json = JsonReport.CreateOption();
        var command = new Command("train",
            "Train a decoder with one mask recipe. Ctrl-C stops after the current step; --resume continues, bit for bit as if uninterrupted.")
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
        Terminal terminal, ParseResult parsed, string dataPath, string runPath, bool resume, TrainingOptions settings, JsonReport report, CancellationToken cancellation)
    {
        var resumed = resume && RunExists(runPath) ? RunFolder.Open(runPath) : null;
        var config = settings.Read(parsed, dataPath, resumed?.Config);
        config.Validate();
        _ = config.Resolved();
        using var guard = new OutputFolderGuard(runPath);
        var data = TrainingData.Load(dataPath, config, resumed);
        terminal.WriteLine($"{config.Recipe} from {config.Init}, {config.Steps} steps of {config.BatchSize} pairs, seed {config.Seed}: "
            + $"{data.Train.Count} training pairs, {data.HeldOut.Count} held out.");
        TrainingResult result;
        try
        {
            result = TrainingDisplay.Show(terminal, display =>
                new Trainer(config, data, new PretrainedCache(CacheDirectory.OfUser(), display.OfPretraining)) { Warned = terminal.Error.WriteLine }
                    .Run(runPath, display.OfTraining, cancellation, resume));
        }
        catch (TrainingDivergedException e)
        {
            report.Write(TrainingReport.ToJson(e.Result));
            terminal.Error.WriteLine(e.Message);
            var checkpoint = Directory.Exists(Path.Combine(runPath, "checkpoints")) ? ", the last good checkpoint too" : "; no checkpoint was due before";
            terminal.Error.WriteLine($"Everything up to there is in {runPath}{checkpoint}.");
            return ExitCodes.CheckFailed;
        }
        catch (PretrainingDivergedException e)
        {
            terminal.Error.WriteLine($"The pretraining that the run would start from came to nothing. {e.Message}");
            terminal.Error.WriteLine("Make one with `./workbook pretrain` and name it with --init, or start from random weights with --init random.");
            return ExitCodes.CheckFailed;
        }

        report.Write(TrainingReport.ToJson(result));
        TrainingReport.Write(terminal, result, runPath);
        if (!result.Interrupted)
            return ExitCodes.Done;

        terminal.Error.WriteLine($"Interrupted after {result.Steps} of {config.Steps} steps; everything up to here is written. To go on:");
        terminal.Error.WriteLine($"  ./workbook train --data {ShellWord.Of(dataPath)} --out {ShellWord.Of(runPath)} --resume");
        return ExitCodes.Interrupted;
    }

    private static bool RunExists(string runPath) => File.Exists(Path.Combine(runPath, "config.json"));
}
