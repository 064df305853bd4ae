using System.CommandLine;
using System.Text.Json.Nodes;
using Ggsm.Users;

namespace Ggsm.Cli.Commands;

/// <summary><c>data tokenizer</c>: a byte-level BPE vocabulary of the training side of some data.</summary>
internal static class TokenizerCommand
{
    public static Command Create(Terminal terminal)
    {
        var source = new Option<string>("--from") { HelpName = "PATH", Required = true, Description = "A data folder, or a file of text pairs." };
        var output = new Option<string>("--out") { HelpName = "DIR", Required = true, Description = "The tokenizer folder to make (Hugging Face layout); it appears whole or not at all." };
        var size = new Option<int>("--size") { HelpName = "N", Description = "Tokens in all, special ones included.", DefaultValueFactory = _ => BpeTrainer.DefaultVocabularySize };
        var json = JsonReport.CreateOption();
        var command = new Command("tokenizer", "Train a byte-level BPE tokenizer, with <USER>, <EOS>, the modality tags and padding as special tokens.")
        {
            source, output, size, json,
        };
        command.SetAction((parsed, cancellation) => Run(
            terminal, parsed.GetValue(source)!, parsed.GetValue(output)!, parsed.GetValue(size), JsonReport.Open(parsed.GetValue(json)), cancellation));
        return command;
    }

    private static Task<int> Run(Terminal terminal, string source, string target, int size, JsonReport report, CancellationToken cancellation)
    {
        using var folder = AtomicFolder.Create(target);
        var tokenizer = BpeTrainer.TrainFrom(source, size, cancellation);
        tokenizer.Save(folder.Path);
        folder.Commit();
        report.Write(new JsonObject { ["vocabulary_size"] = tokenizer.VocabularySize });
        terminal.WriteLine($"{tokenizer.VocabularySize} tokens, in {target}");
        return Task.FromResult(ExitCodes.Done);
    }
}
