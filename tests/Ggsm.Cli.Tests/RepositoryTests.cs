using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Ggsm.Cli.Tests;

/// <summary>The house itself: what has to stay true of the checkout whatever is built in it.</summary>
public sealed partial class RepositoryTests
{
    [Fact]
    public void The_solution_lists_every_project_once()
    {
        var listed = ProjectPath().Matches(File.ReadAllText(WorkbookRoot.Combine("Workbook.sln")))
            .Select(m => m.Groups[1].Value.Replace('\\', '/')).Order(StringComparer.Ordinal);

        Assert.Equal(Projects().Order(StringComparer.Ordinal), listed);
    }

    [Fact]
    public void Every_source_project_has_its_test_project()
    {
        var tests = Projects().Select(Path.GetFileNameWithoutExtension).Where(n => n!.EndsWith(".Tests", StringComparison.Ordinal)).ToList();
        var untested = Projects().Where(p => p.StartsWith("src/", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension).Where(n => !tests.Contains($"{n}.Tests"));

        Assert.Empty(untested);
    }

    [Theory]
    [InlineData("TorchSharp", "0.107.0")]
    [InlineData("TorchSharp-cpu", "0.107.0")]
    [InlineData("TorchSharp-cuda-linux", "0.107.0")]
    [InlineData("Plotly.NET.Interactive", "6.0.0")]
    [InlineData("Microsoft.DotNet.Interactive", "1.0.0-beta.26120.1")]
    [InlineData("Microsoft.DotNet.Interactive.CSharp", "1.0.0-beta.26120.1")]
    [InlineData("Plotly.NET", "6.0.0")]
    [InlineData("FSharp.Core", "10.1.403")]
    [InlineData("Microsoft.ML.Tokenizers", "2.0.1")]
    [InlineData("Microsoft.Data.Analysis", "0.23.1")]
    public void Packages_are_pinned_to_the_versions_they_were_tried_in(string package, string version) =>
        Assert.Equal($"[{version}]", PinnedVersions()[package]);

    [Fact]
    public void The_packages_the_workbook_is_built_on_are_all_referenced()
    {
        var used = Projects().SelectMany(p => XDocument.Load(WorkbookRoot.Combine(p)).Descendants("PackageReference"))
            .Select(e => e.Attribute("Include")!.Value).ToHashSet();

        Assert.Superset(
            new HashSet<string>
            {
                "TorchSharp", "$(TorchPackage)", "Plotly.NET.Interactive", "Microsoft.DotNet.Interactive", "Microsoft.Data.Analysis", "Microsoft.ML.Tokenizers",
            },
            used);
    }

    [Fact]
    public void Versions_are_pinned_in_one_place_only()
    {
        var versioned = Projects().Where(p => XDocument.Load(WorkbookRoot.Combine(p)).Descendants("PackageReference")
            .Any(e => e.Attribute("Version") is not null || e.Attribute("VersionOverride") is not null));

        Assert.Empty(versioned);
        Assert.All(PinnedVersions().Values, version => Assert.Matches(@"^\[?\d+\.\d+\.\d+", version));
    }

    [Fact]
    public void Product_code_has_no_conditional_compilation()
    {
        var product = Directory.EnumerateFiles(WorkbookRoot.Combine("src"), "*.cs", SearchOption.AllDirectories);

        Assert.DoesNotContain(product, f => File.ReadLines(f).Any(line => line.TrimStart().StartsWith("#if", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_conda_environment_pins_every_package_to_a_minor_version()
    {
        var packages = File.ReadLines(WorkbookRoot.Combine("environment.yml"))
            .SkipWhile(line => line != "dependencies:").Skip(1).Select(line => line.Trim()).Where(line => line.StartsWith("- ", StringComparison.Ordinal))
            .Select(line => line[2..]).ToList();

        Assert.All(packages, package => Assert.Matches(@"^[\w.-]+=\d+(\.\d+)*(\.\*)?(=\w+)?", package));
        Assert.All(["dotnet-sdk", "jupyterlab", "nbconvert", "nbclient"],
            name => Assert.Contains(packages, package => package.StartsWith(name + "=", StringComparison.Ordinal)));
        Assert.DoesNotContain(packages, package => package.Contains("torch", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Projects() =>
        ((string[])["src", "tests"]).SelectMany(room => Directory.EnumerateFiles(WorkbookRoot.Combine(room), "*.csproj", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(WorkbookRoot.Path, file));

    private static Dictionary<string, string> PinnedVersions() =>
        XDocument.Load(WorkbookRoot.Combine("Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(e => e.Attribute("Include")!.Value, e => e.Attribute("Version")!.Value);

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex ProjectPath();
}
