using System.CommandLine;

namespace Ggsm.Cli;

/// <summary>The options that <c>train</c> and <c>pretrain</c> share.</summary>
internal static class RunOptions
{
    public static Option<string> Data(string more = "") => new("--data")
    {
        HelpName = "PATH",
        Required = true,
        Description = $"A data folder (pairs.jsonl, with users.jsonl and tokenizer/), one .json or .jsonl file of text pairs, or world:users=N,seed=N,... (people made while they are read; keys are the options of data synthesize).{more}",
    };

    public static Option<double?> LearningRate() => new("--learning-rate") { HelpName = "X", Description = "Peak learning rate of AdamW (linear warm-up, then a cosine)." };

    public static Option<string?> Device() => new("--device") { HelpName = "NAME", Description = "auto, cpu, cuda or cuda:N. [default: auto]" };

    public static Option<int?> Threads() => new("--threads") { HelpName = "N", Description = "Threads of the matrix products. [default: the machine's cores]" };

    public static Option<int?> CheckpointEvery() => new("--checkpoint-every") { HelpName = "N", Description = "Updates between two checkpoints." };
}
