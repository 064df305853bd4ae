namespace Ggsm;

/// <summary>Where a program of this workbook keeps what it can make again.</summary>
public static class CacheDirectory
{
    /// <summary>The environment variable that names another folder.</summary>
    public const string Variable = "WORKBOOK_CACHE";

    /// <summary>
    /// The folder named by <see cref="Variable"/>, else <c>ggsm-workbook</c> in <c>XDG_CACHE_HOME</c>, else
    /// <c>~/.cache/ggsm-workbook</c>; in the temporary folder where there is no home. It may not exist yet.
    /// </summary>
    public static string OfUser()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return Path.GetFullPath(named);
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } caches && Path.IsPathRooted(caches))
            return Path.Combine(caches, "ggsm-workbook");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length > 0 ? Path.Combine(home, ".cache", "ggsm-workbook") : Path.Combine(Path.GetTempPath(), "ggsm-workbook");
    }
}
