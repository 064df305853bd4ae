using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Ggsm;

/// <summary>
/// Failures of the machine that a command runs on, such as a full disk, a folder that may not be written or memory that is used up:
/// neither the input nor the workbook is at fault.
/// </summary>
public static class EnvironmentFault
{
    // errno of Linux; other systems' messages say the same in words.
    private const int OutOfSpace = 28;
    private const int OutOfQuota = 122;
    private const int ReadOnly = 30;
    private const int TooManyFiles = 24;
    private const int BrokenPipe = 32;

    private static readonly string[] NoMemory = ["can't allocate memory", "out of memory", "not enough memory"];

    /// <summary>What happened and what to do, where the failure or one beneath it is the machine's; else null.</summary>
    /// <param name="failure">The failure.</param>
    public static BadInputException? Of(Exception failure)
    {
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (Describe(inner) is var (problem, remedy))
                return new BadInputException(problem, remedy: remedy, inner: failure);
        }

        return null;
    }

    /// <summary>The remedy for a file that could not be written.</summary>
    internal static string RemedyOf(Exception failure) => Describe(failure)?.Remedy ?? "Name a place that you may write to.";

    private static (string Problem, string Remedy)? Describe(Exception failure) => failure switch
    {
        _ when NoMemory.Any(words => failure is ExternalException or OutOfMemoryException && failure.Message.Contains(words, StringComparison.OrdinalIgnoreCase)) || failure is OutOfMemoryException =>
            ($"the memory is used up ({FirstLine(failure)})", "Take smaller batches, shorter texts or --cache-chunk, or a machine with more memory."),
        IOException { HResult: OutOfSpace } => ($"the disk is full ({FirstLine(failure)})", "Free some space, or name a place on another disk; what was complete before is still there."),
        IOException { HResult: OutOfQuota } => ($"the quota of the disk is used up ({FirstLine(failure)})", "Free some space, or name a place on another disk."),
        IOException { HResult: ReadOnly } => ($"the disk can only be read ({FirstLine(failure)})", "Name a place that you may write to."),
        IOException { HResult: TooManyFiles } => ($"too many files are open ({FirstLine(failure)})", "Raise the limit (ulimit -n)."),
        IOException { HResult: BrokenPipe } => ($"whoever read the output has gone ({FirstLine(failure)})", "Write to a file, or keep the reader open."),
        UnauthorizedAccessException => ($"this may not be read or written ({FirstLine(failure)})", "Name a place that you may read and write, or change its permissions."),
        IOException => ($"a file or folder cannot be used ({FirstLine(failure)})", "Check that it is there, that you may use it, and that nothing else is changing it."),
        Win32Exception => ($"a program cannot be started ({FirstLine(failure)})", "Run ./workbook setup, which installs what is needed."),
        _ => null,
    };

    private static string FirstLine(Exception failure) => AtomicFolder.InFinalNames(failure.Message.Split('\n')[0].TrimEnd());
}
