using System.Text.RegularExpressions;

namespace Ggsm;

/// <summary>
/// A folder that appears whole or not at all: it is filled under a temporary name beside its target,
/// then renamed. Disposing without <see cref="Commit"/> removes what was written.
/// </summary>
public sealed partial class AtomicFolder : IDisposable
{
    private readonly string target;
    private bool committed;

    private AtomicFolder(string target, string temporary)
    {
        this.target = target;
        Path = temporary;
    }

    /// <summary>Where to write; valid until <see cref="Commit"/> or disposal.</summary>
    public string Path { get; }

    /// <summary>Opens a new folder that will become <paramref name="target"/>.</summary>
    /// <exception cref="BadInputException">The target exists and is not empty, or its parent cannot be written.</exception>
    public static AtomicFolder Create(string target)
    {
        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(target));
        if (File.Exists(full))
            throw new BadInputException("a file of this name is in the way of the output folder.", full, remedy: "Name another folder.");
        if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any())
            throw new BadInputException("the output folder is not empty.", full, remedy: "Name a new folder, or empty this one first.");

        var parent = System.IO.Path.GetDirectoryName(full) ?? full;
        var temporary = System.IO.Path.Combine(parent, $".{System.IO.Path.GetFileName(full)}.{Guid.NewGuid():N}.partial");
        try
        {
            Directory.CreateDirectory(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(InFinalNames($"the output folder cannot be written ({e.Message})"), full,
                remedy: EnvironmentFault.RemedyOf(e), inner: e);
        }

        return new AtomicFolder(full, temporary);
    }

    /// <summary>Gives the folder its name. Call once, last.</summary>
    /// <exception cref="BadInputException">Somebody else has put something under that name meanwhile; nothing of it is touched.</exception>
    public void Commit()
    {
        try
        {
            if (Directory.Exists(target))
                Directory.Delete(target);
            Directory.Move(Path, target);
            committed = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(InFinalNames($"the output folder was free at the start and cannot be taken now ({e.Message})"), target,
                remedy: "Somebody else may have written to it meanwhile. Name another folder and start again.", inner: e);
        }
    }

    /// <summary>A message with the names that files and folders will have, in the place of those they have while they are made.</summary>
    internal static string InFinalNames(string message) => Unfinished().Replace(message, "$1");

    [GeneratedRegex(@"(?<=^|[/\\'""])\.?([^/\\'""]+)\.[0-9a-f]{32}\.partial")]
    private static partial Regex Unfinished();

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            if (!committed && Directory.Exists(Path))
                Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is left over must not hide why.
            return;
        }
    }
}
