namespace Ggsm.Notebooks.Tests;

public sealed class WorkbookPathsTests
{
    [Fact]
    public void The_checkout_is_found_from_a_folder_deep_inside_it()
    {
        var paths = WorkbookPaths.Find(AppContext.BaseDirectory);

        Assert.True(File.Exists(Path.Combine(paths.Root, "Workbook.sln")));
        Assert.Equal("data-samples", paths.Relative(paths.Samples));
        Assert.Equal("artifacts/runs/03", paths.Relative(paths.Run("03")));
    }

    [Fact]
    public void Outside_a_checkout_the_error_says_what_was_looked_for()
    {
        var error = Assert.Throws<BadInputException>(() => WorkbookPaths.Find(Path.GetPathRoot(AppContext.BaseDirectory)!));

        Assert.Contains("Workbook.sln", error.Message);
    }
}
