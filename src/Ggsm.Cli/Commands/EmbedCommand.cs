using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Ggsm.Encoders;

namespace Ggsm.Cli.Commands;

/// <summary><c>embed</c>: one vector a user, from a run or a model folder.</summary>
internal static class EmbedCommand
{
    public static Command Create(Terminal terminal)
    {
        var run = new Option<string?>("--run") { HelpName = "RUN", Description = "A run folder made by train." };
        var model = new Option<string?>("--model") { HelpName = "DIR", Description = "A model folder (Hugging Face layout, with its tokenizer), for example RUN/model." };
        var adapter = new Option<string?>("--adapter") { HelpName = "DIR", Description = "A PEFT adapter for the model's weights, for example RUN/model/adapter of another run from the same start." };
        var data = new Option<string>("--data")
        {
            HelpName = "PATH",
            Required = true,
            Description = "A data folder with users.jsonl, a users.jsonl itself, world:users=N,seed=N, or a .json or .jsonl file of text pairs (their queries are embedded).",
        };
        var output = new Option<string>("--out") { HelpName = "FILE", Required = true, Description = "Where to write: .jsonl (id, embedding) or .csv (id, then one column a number)." };
        var instruction = new Option<string?>("--instruction") { HelpName = "TEXT", Description = "An instruction for every user's prompt; queries given as text take none." };
        var dimension = new Option<int?>("--dimension")
        {
            HelpName = "N",
            Description = "Keep the first N numbers of every embedding, made length 1 again: for models trained with --matryoshka. [default: the largest size that was trained]",
        };
        var state = NamedOption.Create<EmbeddingState>("--embedding",
            "Which state of a model with a projection head: pooled, or head (what users and answers are compared by). [default: the one the run was trained with]");
        var device = new Option<string>("--device") { HelpName = "NAME", Description = "auto, cpu, cuda or cuda:N.", DefaultValueFactory = _ => "auto" };
        var json = JsonReport.CreateOption();
        var command = new Command("embed", "Write the embedding of every user, of length 1, under the mask the recipe ends with: the final state at <USER> or the mean, as the model was trained.")
        {
            run, model, adapter, data, output, instruction, dimension, state, device, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(run) is null == result.GetValue(model) is null)
                result.AddError("Give either --run RUN or --model DIR.");
        });
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(
            terminal, parsed.GetValue(run) ?? parsed.GetValue(model)!, parsed.GetValue(adapter), parsed.GetValue(data)!, parsed.GetValue(output)!,
            parsed.GetValue(instruction), parsed.GetValue(dimension), parsed.GetValue(state), parsed.GetValue(device)!, JsonReport.Open(parsed.GetValue(json)), cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(
        Terminal terminal, string model, string? adapter, string data, string output, string? instruction, int? dimension, EmbeddingState? state, string device, JsonReport report, CancellationToken cancellation)
    {
        var file = EmbeddingFile.At(output);
        using var encoder = UserEncoder.Load(model, device, dimension: dimension, adapter: adapter, state: state);
        if (!encoder.IsTrainedSize)
        {
            var trained = encoder.Settings.Matryoshka is { Count: > 0 } sizes ? $"the sizes {string.Join(", ", sizes)}" : "the whole embedding alone";
            terminal.Error.WriteLine($"This model was trained for {trained}: the first {encoder.Size} numbers say less than they could.");
        }

        var watch = Stopwatch.StartNew();
        var count = file.Write(EmbeddedUsers.Of(encoder, data, instruction, cancellation));
        if (encoder.LongestInput > encoder.MaxPositions)
            terminal.Error.WriteLine(PositionLimit.Warning(encoder.LongestInput, encoder.MaxPositions));
        report.Write(new JsonObject
        {
            ["users"] = count,
            ["size"] = encoder.Size,
            ["recipe"] = encoder.Settings.Recipe,
            ["seconds"] = watch.Elapsed.TotalSeconds,
        });
        terminal.WriteLine($"{count} embeddings of {encoder.Size} numbers, encoded under the mask '{encoder.Settings.Recipe}' ends with, in {output}");
        return ExitCodes.Done;
    }
}
