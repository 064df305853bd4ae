using System.Diagnostics;

namespace Ggsm.Cli.Tests;

/// <summary>
/// A checkout that holds only the launcher and its set-up, on a machine of pretended programs: the real ones of the
/// shell, and recorded ones for apt-get, dpkg-query, dotnet and the rest, so that set-up is seen without happening.
/// </summary>
internal sealed class LauncherFixture : IDisposable
{
    private static readonly string[] ShellTools =
    [
        "awk", "bash", "cat", "cksum", "comm", "dirname", "env", "find", "flock", "grep", "head", "mkdir", "mv", "readlink", "rm",
        "sed", "sort", "tail", "touch", "tr",
    ];

    private readonly TemporaryFolder folder = new();

    public LauncherFixture()
    {
        foreach (var tool in ShellTools)
            File.CreateSymbolicLink(Program(tool), FindReal(tool));
        foreach (var file in (string[])["workbook", "src/setup/setup.sh", "src/setup/debian-packages.txt", "src/setup/ios_base_library_init.c", "global.json", "Directory.Build.props"])
            Copy(file);
        folder.Write("checkout/Workbook.sln", "");
        Directory.CreateDirectory(folder.File("bin", "sdk", "10.0.401"));

        IsRoot(true);
        HasProcessor("x86_64");
        AddProgram("apt-get", """
            case " $* " in *' install '*) for p in "$@"; do echo "$p" >>"$FAKE_LOG.installed"; done ;; esac
            """);
        AddProgram("dpkg-query", """for p in "$@"; do grep -qx -- "$p" "$FAKE_LOG.installed" && echo "installed $p"; done; true""", isRecorded: false);
        AddProgram("objdump", "echo 'Version definitions:'; echo '2 0x00 0x08922974 GLIBCXX_3.4'", isRecorded: false);
        AddProgram("gcc", "for made in \"$@\"; do :; done; grep -s . \"$(dirname \"$made\")/versions\" >>\"$FAKE_LOG.versions\"; touch \"$made\"");
        HasCxxFunction(true);
        WithDotnet();
    }

    public string Checkout => folder.File("checkout");

    /// <summary>The TorchSharp package that was chosen, as MSBuild reads it.</summary>
    public string TorchPackage => System.Xml.Linq.XDocument.Load(Path.Combine(Checkout, "machine.local.props")).Descendants("TorchPackage").Single().Value;

    /// <summary>The symbol versions the completed C++ library was asked to declare.</summary>
    public string DeclaredVersions => File.ReadAllText(Log + ".versions");

    private string Log => folder.File("log");

    /// <summary>What was called, one line a call.</summary>
    public IReadOnlyList<string> Calls => File.Exists(Log) ? File.ReadAllLines(Log) : [];

    public void ForgetCalls() => File.Delete(Log);

    public void AddProgram(string name, string script, bool isRecorded = true)
    {
        var path = Program(name);
        File.Delete(path);
        var record = isRecorded ? $"echo \"{name} $*\" >>\"$FAKE_LOG\"\n" : "";
        File.WriteAllText(path, $"#!/bin/bash\n{record}{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public void RemoveProgram(string name) => File.Delete(Program(name));

    public void IsRoot(bool isRoot) => AddProgram("id", $"echo {(isRoot ? 0 : 1000)}", isRecorded: false);

    public void HasProcessor(string name) => AddProgram("uname", $"[ \"$1\" = -s ] && echo Linux || echo {name}", isRecorded: false);

    /// <summary>The system's C++ library, as the loader's list names it, has the function TorchSharp asks for, or lacks it.</summary>
    public void HasCxxFunction(bool has)
    {
        var library = folder.Write("libstdc++.so.6", has ? "GLIBCXX_3.4.31\0GLIBCXX_3.4.32\0" : "GLIBCXX_3.4.30\0");
        AddProgram("ldconfig", $"printf '\\tlibstdc++.so.6 (libc6,x86-64) => %s\\n' '{library}'", isRecorded: false);
    }

    /// <summary>A dotnet that "builds" what the launcher looks for.</summary>
    /// <param name="servesCuda">NuGet has TorchSharp for CUDA.</param>
    public void WithDotnet(bool servesCuda = true)
    {
        AddProgram("dotnet", $$"""
            case "$1" in
                build)
                    {{(servesCuda ? "" : "grep -q cuda \"$WORKBOOK_ROOT/machine.local.props\" && { echo 'A.csproj : error NU1101: Unable to find package TorchSharp-cuda-linux.'; exit 1; }")}}
                    mkdir -p "$WORKBOOK_ROOT/artifacts/bin/Ggsm.Cli/release"
                    touch "$WORKBOOK_ROOT/artifacts/bin/Ggsm.Cli/release/workbook.dll" ;;
                *NotebookKernel.dll)
                    mkdir -p "$4/.net-csharp"
                    echo "\"${1%.dll}\"" >"$4/.net-csharp/kernel.json" ;;
                *workbook.dll)
                    shift; echo "command line got: $*"; echo "libraries: ${LD_LIBRARY_PATH:-none}, home: $HOME" >&2; exit "${FAKE_EXIT:-0}" ;;
            esac
            """);
    }

    public async Task<CliRun> RunAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Path.Combine(Checkout, "workbook"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = folder.File("bin");
        start.Environment["HOME"] = folder.Path;
        start.Environment["FAKE_LOG"] = Log;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        if (start.Environment["HOME"] is "")
            start.Environment.Remove("HOME");

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new CliRun(process.ExitCode, await output, await error);
    }

    /// <summary>Writes a file of the checkout and gives its path.</summary>
    public string Write(string file, string text) => folder.Write(Path.Combine("checkout", file), text);

    public string Touch(string file) => Write(file, Guid.NewGuid().ToString());

    public void Dispose() => folder.Dispose();

    private static string FindReal(string tool) =>
        ((string[])["/usr/bin", "/bin"]).Select(f => Path.Combine(f, tool)).First(File.Exists);

    private string Program(string name)
    {
        Directory.CreateDirectory(folder.File("bin"));
        return folder.File("bin", name);
    }

    private void Copy(string file)
    {
        var target = Path.Combine(Checkout, file);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(WorkbookRoot.Combine(file), target);
    }
}
