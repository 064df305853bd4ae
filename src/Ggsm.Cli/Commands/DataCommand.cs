using System.CommandLine;

namespace Ggsm.Cli.Commands;

/// <summary><c>data</c>: the commands that make data folders.</summary>
internal static class DataCommand
{
    public static Command Create(Terminal terminal) => new("data", "Make data folders: import a published data set, or generate the samples.")
    {
        new Command("import", "Turn a published data set into users, pairs and a tokenizer.")
        {
            ImportMovieLensCommand.Create(terminal),
        },
        SampleCommand.Create(terminal),
        TokenizerCommand.Create(terminal),
    };
}
