using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKernel.Front;

namespace NotebookKernel.Installation;

/// <summary>The file that tells Jupyter of this kernel.</summary>
internal static class KernelSpec
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The folder of the user's own kernels.</summary>
    public static string UserFolder()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var data = Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } given ? given
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Jupyter")
            : Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } xdg ? Path.Combine(xdg, "jupyter")
            : Path.Combine(home, ".local", "share", "jupyter");
        return Path.Combine(data, "kernels");
    }

    public static string PrefixFolder(string prefix) => Path.Combine(prefix, "share", "jupyter", "kernels");

    /// <summary>Writes the kernelspec under <paramref name="kernels"/>, unless another kernel of that name is there; says what it did.</summary>
    /// <param name="kernels">The folder of kernels.</param>
    /// <param name="executable">The program Jupyter is to start.</param>
    /// <param name="libraries">A folder of native libraries that cells need before the system's; null or absent for none.</param>
    public static string Install(string kernels, string executable, string? libraries = null)
    {
        var folder = Path.Combine(Path.GetFullPath(kernels), KernelInfo.KernelName);
        var file = Path.Combine(folder, "kernel.json");
        if (File.Exists(file) && !IsOurs(file))
            return $"{file} belongs to another kernel of that name; it is left as it is.";
        Directory.CreateDirectory(folder);
        var written = Content(executable, Directory.Exists(libraries) ? libraries : null).ToJsonString(Indented) + "\n";
        var temporary = file + ".new";
        File.WriteAllText(temporary, written);
        File.Move(temporary, file, overwrite: true);
        return $"Kernel {KernelInfo.DisplayName} installed in {folder}";
    }

    public static JsonObject Content(string executable, string? libraries = null)
    {
        var environment = new JsonObject { ["DOTNET_ROOT"] = DotnetRoot() };
        if (libraries is not null)
            environment["LD_LIBRARY_PATH"] = $"{libraries}:${{LD_LIBRARY_PATH}}";
        return new()
        {
            ["argv"] = new JsonArray(executable, "{connection_file}"),
            ["display_name"] = KernelInfo.DisplayName,
            ["language"] = KernelInfo.Language,
            ["interrupt_mode"] = "message",
            ["env"] = environment,
            ["metadata"] = new JsonObject { ["debugger"] = false },
        };
    }

    private static bool IsOurs(string file)
    {
        try
        {
            var program = (string?)JsonNode.Parse(File.ReadAllText(file))?["argv"]?[0];
            return Path.GetFileNameWithoutExtension(program) == nameof(NotebookKernel);
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private static string DotnetRoot() => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
