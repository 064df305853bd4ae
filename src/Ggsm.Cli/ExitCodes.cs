namespace Ggsm.Cli;

/// <summary>What a command's end means to the shell.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The command ran, and something it checks does not hold; also an error of the workbook itself.</summary>
    public const int CheckFailed = 1;

    /// <summary>Bad input or usage, or a machine that failed (a full disk, a closed folder); nothing was half-written.</summary>
    public const int BadInput = 2;

    /// <summary>Stopped by Ctrl-C or SIGTERM, cleanly.</summary>
    public const int Interrupted = 130;
}
