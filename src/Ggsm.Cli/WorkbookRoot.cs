namespace Ggsm.Cli;

/// <summary>The folder of the workbook's checkout: the launcher names it, else it is looked for above the program.</summary>
internal static class WorkbookRoot
{
    public static string Path { get; } = Find();

    public static string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("WORKBOOK_ROOT") is { Length: > 0 } named)
            return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Workbook.sln")))
                return folder.FullName;
        }

        throw new BadInputException("the workbook's folder (the one with Workbook.sln) is not above this program.",
            AppContext.BaseDirectory, remedy: "Start it as ./workbook, or set WORKBOOK_ROOT.");
    }
}
