namespace Ggsm.Notebooks;

/// <summary>Where things lie in a checkout of the workbook.</summary>
/// <param name="Root">The folder that holds <c>Workbook.sln</c>.</param>
public sealed record WorkbookPaths(string Root)
{
    private const string Landmark = "Workbook.sln";

    /// <summary>The sample data shipped with the workbook.</summary>
    public string Samples => Path.Combine(Root, "data-samples");

    /// <summary>A file of the sample data.</summary>
    public string Sample(string name) => Path.Combine(Samples, name);

    /// <summary>A scenario of state-based scheduling shipped with the workbook.</summary>
    public string Scenario(string name) => Path.Combine(Root, "scenarios", name);

    /// <summary>What the workbook makes; never in git.</summary>
    public string Artifacts { get; init; } = Path.Combine(Root, "artifacts");

    /// <summary>Run folders of training.</summary>
    public string Runs => Path.Combine(Artifacts, "runs");

    /// <summary>The run folder of this name.</summary>
    public string Run(string name) => Path.Combine(Runs, name);

    /// <summary>A path as it reads from the root, for output that shall look the same on every machine.</summary>
    public string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>The checkout that <paramref name="start"/> lies in.</summary>
    /// <exception cref="BadInputException">No folder above <paramref name="start"/> holds <c>Workbook.sln</c>.</exception>
    public static WorkbookPaths Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Landmark)))
                return new WorkbookPaths(folder.FullName);
        }

        throw new BadInputException($"no folder above it holds {Landmark}.", start, remedy: "Open the notebook from inside a checkout of the workbook.");
    }
}
