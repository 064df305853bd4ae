using Ggsm.Runs;

namespace Ggsm.Notebooks;

/// <summary>What the first cell of every notebook calls, and where its later cells find things.</summary>
public static class Workbook
{
    /// <summary>An environment variable that sends what notebooks write to another folder than <c>artifacts</c>.</summary>
    public const string ArtifactsVariable = "WORKBOOK_ARTIFACTS";

    /// <summary>The checkout the notebook lies in.</summary>
    public static WorkbookPaths Paths { get; } = FindPaths();

    /// <summary>The preset chosen by <see cref="WorkbookPreset.Variable"/>; <c>quick</c> by default.</summary>
    public static string Preset => WorkbookPreset.Parse(Environment.GetEnvironmentVariable(WorkbookPreset.Variable));

    /// <summary>Makes figures, tables and exercise checks show, and says on what this notebook computes.</summary>
    public static DeviceReport Start()
    {
        BundledLibtorch.Prefer();
        FigureFormatter.Register();
        DataFrameFormatter.Register();
        ExerciseFormatter.Register();
        DeviceReport.RegisterFormatter();
        return DeviceReport.OfThisProcess();
    }

    /// <summary>A run folder for a new run of this name; what an earlier run of the same name left there is removed.</summary>
    public static string NewRun(string name)
    {
        var folder = Paths.Run(name);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return folder;
    }

    /// <summary>The run another chapter made.</summary>
    /// <param name="name">The run's name.</param>
    /// <param name="chapter">The chapter that makes it.</param>
    /// <exception cref="BadInputException">That chapter has not run to its end yet.</exception>
    public static RunFolder RunOf(string name, string chapter)
    {
        var folder = Paths.Run(name);
        if (!Directory.Exists(folder) || RunFolder.Open(folder) is not { Result: { Interrupted: false } } run)
        {
            throw new BadInputException("this chapter reads a training run that is not there yet.", Paths.Relative(folder),
                remedy: $"Run {chapter} first: ./workbook run {chapter}");
        }

        return run;
    }

    private static WorkbookPaths FindPaths()
    {
        var paths = WorkbookPaths.Find(Environment.CurrentDirectory);
        return Environment.GetEnvironmentVariable(ArtifactsVariable) is { Length: > 0 } artifacts ? paths with { Artifacts = artifacts } : paths;
    }
}
