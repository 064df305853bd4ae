using Ggsm.Tests;
using Ggsm.Tests.Training;
using Ggsm.Training;

namespace Ggsm.Verification.Tests;

public sealed class RunComparisonTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public RunComparisonTests()
    {
        foreach (var run in (string[])["one", "two"])
            new Trainer(ToyTask.Config(steps: 4), ToyTask.Data()).Train(folder.At(run));
    }

    [Fact]
    public void Two_runs_of_one_configuration_are_the_same() =>
        Assert.Empty(RunComparison.Differences(folder.At("one"), folder.At("two")));

    [Fact]
    public void Another_seed_differs_in_log_model_and_checkpoint()
    {
        new Trainer(ToyTask.Config(steps: 4).Run(r => r with { Seed = 2 }), ToyTask.Data()).Train(folder.At("other"));

        var found = RunComparison.Differences(folder.At("one"), folder.At("other"));

        Assert.All(["config.json", "run.jsonl: line 1", "model.safetensors", "optimizer.safetensors", "metrics.json"],
            part => Assert.Contains(found, difference => difference.Contains(part, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("run.jsonl")]
    [InlineData("masks.jsonl")]
    [InlineData("metrics.json")]
    [InlineData("model/model.safetensors")]
    [InlineData("checkpoints/step-00000004/optimizer.safetensors")]
    public void One_changed_byte_is_found(string file)
    {
        var path = folder.At("two", file);
        var bytes = File.ReadAllBytes(path);
        var digit = Array.FindLastIndex(bytes, b => b is >= (byte)'0' and < (byte)'9');
        if (file == "run.jsonl")
            digit = File.ReadAllText(path).IndexOf("\"loss\":", StringComparison.Ordinal) + 7;
        if (file == "metrics.json")
            digit = File.ReadAllText(path).IndexOf("\"first_loss\": ", StringComparison.Ordinal) + 14;
        bytes[digit] = (byte)(bytes[digit] == '1' ? '2' : '1');
        File.WriteAllBytes(path, bytes);

        Assert.Contains(RunComparison.Differences(folder.At("one"), folder.At("two")), difference => difference.Contains(Path.GetFileName(file), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("model/model.safetensors")]
    [InlineData("masks.jsonl")]
    [InlineData("metrics.json")]
    public void A_missing_file_is_found(string file)
    {
        File.Delete(folder.At("two", file));

        Assert.Contains(RunComparison.Differences(folder.At("one"), folder.At("two")), difference => difference.Contains("missing", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_left_behind_unfinished_is_found()
    {
        Directory.CreateDirectory(folder.At("two", "checkpoints", ".step-00000005.01.partial"));

        Assert.Contains("left behind", Assert.Single(RunComparison.Differences(folder.At("one"), folder.At("two"))));
    }

    public void Dispose() => folder.Dispose();
}
