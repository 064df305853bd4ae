using System.Diagnostics;

namespace Notebooks.Tests;

/// <summary>Runs the scripts behind <c>./workbook run</c> with the Python that has Jupyter.</summary>
internal sealed record PythonTool(int ExitCode, string Output, string Errors)
{
    public static string Python { get; } =
        Environment.GetEnvironmentVariable("CONDA_PREFIX") is { Length: > 0 } conda ? Path.Combine(conda, "bin", "python3") : "/usr/bin/python3";

    public static Process Start(string script, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        Start([Path.Combine(Checkout.Paths.Root, "src", "Ggsm.Notebooks", "export", script), .. arguments], environment);

    /// <summary>Has the system's loader load a native library by its name, in a process of its own.</summary>
    public static async Task<PythonTool> LoadAsync(string library, params (string Name, string Value)[] environment)
    {
        using var process = Start(["-c", $"import ctypes; ctypes.CDLL('{library}')"], environment);
        return await EndOf(process);
    }

    public static Task<PythonTool> RunAsync(string script, params string[] arguments) => RunAsync(script, arguments, []);

    public static async Task<PythonTool> RunAsync(string script, string[] arguments, params (string Name, string Value)[] environment)
    {
        using var process = Start(script, arguments, environment);
        return await EndOf(process);
    }

    public static async Task<PythonTool> EndOf(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new PythonTool(process.ExitCode, await output, await errors);
    }

    private static Process Start(string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["WORKBOOK_PRESET"] = "quick";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
