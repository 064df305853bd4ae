using Ggsm.Runs;
using Ggsm.Training;

namespace Ggsm.Tests.Training;

public sealed class RunFolderTests
{
    [Fact]
    public void The_masks_before_halfway_and_after_open_step_by_step_and_know_their_importance()
    {
        using var folder = new TemporaryFolder();
        new Trainer(ToyTask.Config("ggsm", steps: 9), ToyTask.Data()).Train(folder.At("run"));
        var run = RunFolder.Open(folder.At("run"));

        var masks = run.BeforeHalfwayAfter();

        Assert.Equal([0, 4, 8], masks.Select(m => m.Step));
        Assert.All(masks, m => Assert.Equal("user", m.Tower));
        Assert.All(masks, AssertDrawable);
        var future = masks.Select(m => m.Weights[0][^1]).ToArray();
        Assert.Equal(0.5f, future[0], 4);
        Assert.InRange(future[1], future[0], future[2]);
        Assert.True(future[2] > 0.9f);
        Assert.True(masks[1].Importance!.Max() > 0);
        Assert.Equal(["answer", "user"], run.Masks.Select(m => m.Tower).Distinct().Order());
    }

    [Fact]
    public void A_long_mask_is_sampled_from_its_first_to_its_last_position()
    {
        using var folder = new TemporaryFolder();
        var data = ToyTask.Data();
        var longer = data with { Train = [.. data.Train.Select(p => p with { Query = [.. Enumerable.Repeat(40, 90), .. p.Query] })] };
        new Trainer(ToyTask.Config("ggsm", steps: 2), longer).Train(folder.At("run"));

        var mask = RunFolder.Open(folder.At("run")).Masks[0];

        Assert.True(mask.Length > 90);
        Assert.True(mask.Positions.Length < mask.Length);
        Assert.Equal(0, mask.Positions[0]);
        Assert.Equal(mask.Length - 1, mask.Positions[^1]);
        Assert.Equal(mask.Length, mask.Importance!.Length);
        AssertDrawable(mask);
    }

    [Fact]
    public void A_torn_last_line_is_left_out()
    {
        using var folder = new TemporaryFolder();
        new Trainer(ToyTask.Config(steps: 3), ToyTask.Data()).Train(folder.At("run"));
        File.AppendAllText(folder.At("run", "run.jsonl"), "{\"step\":3,\"lo");
        Assert.Equal(3, RunFolder.Open(folder.At("run")).Steps.Count);
    }

    [Theory]
    [InlineData("\"loss\":", "\"loss\":oops", 2)]
    [InlineData("\"loss\":", "\"lost\":", 2)]
    public void A_damaged_line_is_named_with_its_file(string from, string to, int line)
    {
        using var folder = new TemporaryFolder();
        new Trainer(ToyTask.Config(steps: 3), ToyTask.Data()).Train(folder.At("run"));
        var log = folder.At("run", "run.jsonl");
        var lines = File.ReadAllLines(log);
        lines[line - 1] = lines[line - 1].Replace(from, to);
        File.WriteAllLines(log, lines);

        var error = Assert.Throws<BadInputException>(() => RunFolder.Open(folder.At("run")).Steps);

        Assert.Equal(log, error.File);
        Assert.Equal(line, error.Line);
    }

    [Fact]
    public void A_folder_without_a_run_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("no training run", Assert.Throws<BadInputException>(() => RunFolder.Open(folder.Path)).Message);
    }

    [Fact]
    public void The_result_reads_back_as_it_was_returned()
    {
        using var folder = new TemporaryFolder();
        var result = new Trainer(ToyTask.Config(steps: 3), ToyTask.Data()).Train(folder.At("run"));
        var read = RunFolder.Open(folder.At("run")).Result!;
        Assert.Equal(result.Losses, read.Losses);
        Assert.Equal(result.Probes, read.Probes);
        Assert.Equal(result with { Losses = [], Warnings = [], Probes = [] }, read with { Losses = [], Warnings = [], Probes = [] });
    }

    private static void AssertDrawable(MaskSnapshot mask)
    {
        Assert.Equal(mask.Positions.Length, mask.Weights.Length);
        Assert.Equal(mask.Positions.Order(), mask.Positions);
        for (var q = 0; q < mask.Weights.Length; q++)
        {
            Assert.Equal(mask.Positions.Length, mask.Weights[q].Length);
            Assert.All(mask.Weights[q].Take(q + 1), w => Assert.Equal(1f, w));
            Assert.All(mask.Weights[q], w => Assert.InRange(w, 0f, 1f));
        }
    }
}
