using Spectre.Console;

namespace Ggsm.Cli;

/// <summary>Where a command speaks: results on one stream, faults on the other; live displays only on a real terminal.</summary>
internal sealed class Terminal
{
    private const int WidthWhenPiped = 160;

    public Terminal(TextWriter output, TextWriter error, bool isLive = false)
    {
        Output = output;
        Error = error;
        IsLive = isLive;
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isLive ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = isLive ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!isLive)
            Console.Profile.Width = WidthWhenPiped;
    }

    public TextWriter Output { get; }

    public TextWriter Error { get; }

    /// <summary>Whether a person watches: then progress is redrawn in place; otherwise it is plain lines.</summary>
    public bool IsLive { get; }

    /// <summary>For tables and live progress.</summary>
    public IAnsiConsole Console { get; }

    public static Terminal OfProcess() =>
        new(System.Console.Out, System.Console.Error, !System.Console.IsOutputRedirected);

    public void WriteLine(string line = "") => Output.WriteLine(line);
}
