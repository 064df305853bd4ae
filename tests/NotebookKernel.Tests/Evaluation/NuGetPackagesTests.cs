using NotebookKernel.Evaluation;

namespace NotebookKernel.Tests.Evaluation;

public sealed class NuGetPackagesTests
{
    [Fact]
    public void Id_and_version_are_read() => Assert.Equal(("Some.Package", "1.2.3-beta.4"), NuGetPackages.Parse("nuget: Some.Package, 1.2.3-beta.4"));

    [Fact]
    public void Spaces_do_not_matter() => Assert.Equal(("Some.Package", "1.0"), NuGetPackages.Parse("nuget:Some.Package,1.0 "));

    [Fact]
    public void Without_a_version_the_latest_is_meant() => Assert.Equal(("Some.Package", "*"), NuGetPackages.Parse("nuget: Some.Package"));

    [Fact]
    public void A_path_is_no_package() => Assert.Null(NuGetPackages.Parse("bin/Some.dll"));
}
