namespace Ggsm.Cli;

/// <summary>Where Jupyter is: an active conda environment, else Debian's own (whatever other Python is first on PATH).</summary>
internal static class Jupyter
{
    /// <summary>The Python that has nbclient and nbconvert.</summary>
    public static string Python => FirstOf("python3", "python3");

    /// <summary>JupyterLab where there is one, else the notebook server.</summary>
    public static string Server => FirstOf("jupyter-lab", FirstOf("jupyter-notebook", "jupyter-notebook"));

    private static string FirstOf(string program, string otherwise)
    {
        string?[] folders = [Environment.GetEnvironmentVariable("CONDA_PREFIX") is { Length: > 0 } conda ? Path.Combine(conda, "bin") : null, "/usr/bin"];
        return folders.OfType<string>().Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists) ?? otherwise;
    }
}
