using System.CommandLine;

namespace Ggsm.Cli.Commands;

/// <summary><c>data</c>: the commands that make data folders.</summary>
internal static class DataCommand
{
    public static Command Create(Terminal terminal) => new("data", "Make data folders (import real data, or generate users whose truth is known) and describe them.")
    {
        new Command("import", "Turn a published data set, event logs or users of your own into users, pairs and a tokenizer.")
        {
            ImportMovieLensCommand.Create(terminal),
            ImportSourceCommand.CreateCsv(terminal),
            ImportSourceCommand.CreateUsers(terminal),
        },
        SynthesizeCommand.Create(terminal),
        DescribeCommand.Create(terminal),
        QueryAnswerCommand.Create(terminal),
        TextsCommand.Create(terminal),
        TokenizerCommand.Create(terminal),
    };
}
