using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKernel.Front;

namespace NotebookKernel.Installation;

/// <summary>The file that tells Jupyter of this kernel.</summary>
internal static class KernelSpec
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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
        var environment = new Dictionary<string, string> { ["DOTNET_ROOT"] = Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory()) };
        if (Directory.Exists(libraries))
            environment["LD_LIBRARY_PATH"] = $"{libraries}:${{LD_LIBRARY_PATH}}";
        var spec = new
        {
            argv = new[] { executable, "{connection_file}" },
            display_name = KernelInfo.DisplayName,
            language = KernelInfo.Language,
            interrupt_mode = "message",
            env = environment,
            metadata = new { debugger = false },
        };
        Directory.CreateDirectory(folder);
        var temporary = file + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(spec, Indented) + "\n");
        File.Move(temporary, file, overwrite: true);
        return $"Kernel {KernelInfo.DisplayName} installed in {folder}";
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
}
