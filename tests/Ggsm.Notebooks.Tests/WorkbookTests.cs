namespace Ggsm.Notebooks.Tests;

public sealed class WorkbookTests
{
    [Fact]
    public void The_device_line_says_device_release_of_libtorch_threads_and_preset() =>
        Assert.Matches(@"^Device: (cpu|cuda\S*) · libtorch \d+\.\d+\.\d+ · \d+ threads · preset \w+$", DeviceReport.OfThisProcess().ToString());

    [Fact]
    public void A_chapter_that_needs_another_says_which_one_to_run_first()
    {
        var error = Assert.Throws<BadInputException>(() => Workbook.RunOf("no-such-run", chapter: "03-gpu-training"));

        Assert.Contains("artifacts/runs/no-such-run", error.Message);
        Assert.Contains("./workbook run 03-gpu-training", error.Remedy);
    }

    [Fact]
    public void A_new_run_takes_the_place_of_the_one_before_it()
    {
        var name = $"test-{Guid.NewGuid():N}";
        var left = Path.Combine(Workbook.Paths.Run(name), "left-over");
        Directory.CreateDirectory(left);

        var folder = Workbook.NewRun(name);

        Assert.Equal(Workbook.Paths.Run(name), folder);
        Assert.False(Directory.Exists(folder));
    }
}
