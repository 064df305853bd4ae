using System.Text.Json.Nodes;
using NotebookKernel.Installation;

namespace NotebookKernel.Tests.Installation;

public sealed class KernelSpecTests : IDisposable
{
    private readonly string kernels = Directory.CreateTempSubdirectory().FullName;

    private string SpecFile => Path.Combine(kernels, ".net-csharp", "kernel.json");

    public void Dispose() => Directory.Delete(kernels, recursive: true);

    [Fact]
    public void The_kernelspec_has_the_name_and_language_of_the_genuine_kernel_and_starts_this_one()
    {
        KernelSpec.Install(kernels, "/opt/NotebookKernel");

        var spec = JsonNode.Parse(File.ReadAllText(SpecFile))!;
        Assert.Equal(".NET (C#)", (string?)spec["display_name"]);
        Assert.Equal("C#", (string?)spec["language"]);
        Assert.Equal(["/opt/NotebookKernel", "{connection_file}"], spec["argv"]!.AsArray().Select(argument => (string?)argument));
        Assert.Equal("message", (string?)spec["interrupt_mode"]);
    }

    [Fact]
    public void Installing_again_replaces_an_older_one_of_this_kernel()
    {
        KernelSpec.Install(kernels, "/old/NotebookKernel");
        KernelSpec.Install(kernels, "/new/NotebookKernel");

        Assert.Equal("/new/NotebookKernel", (string?)JsonNode.Parse(File.ReadAllText(SpecFile))!["argv"]![0]);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(SpecFile)!));
    }

    [Fact]
    public void The_genuine_kernel_is_left_as_it_is()
    {
        const string Genuine = """{"argv": ["dotnet", "interactive", "jupyter", "{connection_file}"], "display_name": ".NET (C#)"}""";
        Directory.CreateDirectory(Path.GetDirectoryName(SpecFile)!);
        File.WriteAllText(SpecFile, Genuine);

        var said = KernelSpec.Install(kernels, "/opt/NotebookKernel");

        Assert.Equal(Genuine, File.ReadAllText(SpecFile));
        Assert.Contains("left as it is", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Native_libraries_that_cells_need_come_before_the_systems_and_keep_what_was_asked_for()
    {
        var libraries = Directory.CreateDirectory(Path.Combine(kernels, "cxx")).FullName;

        KernelSpec.Install(kernels, "/opt/NotebookKernel", libraries);

        Assert.Equal(libraries + ":${LD_LIBRARY_PATH}", (string?)JsonNode.Parse(File.ReadAllText(SpecFile))!["env"]!["LD_LIBRARY_PATH"]);
    }

    [Fact]
    public void A_folder_of_libraries_that_this_system_does_not_need_is_not_named()
    {
        KernelSpec.Install(kernels, "/opt/NotebookKernel", Path.Combine(kernels, "absent"));

        var environment = JsonNode.Parse(File.ReadAllText(SpecFile))!["env"]!.AsObject();
        Assert.False(environment.ContainsKey("LD_LIBRARY_PATH"));
        Assert.True(environment.ContainsKey("DOTNET_ROOT"));
    }
}
