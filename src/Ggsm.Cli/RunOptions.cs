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
}
