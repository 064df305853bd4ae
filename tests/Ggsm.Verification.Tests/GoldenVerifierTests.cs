using Ggsm.Checkpoints;
using Ggsm.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Verification.Tests;

public sealed class GoldenVerifierTests
{
    [Fact]
    public void Every_reference_number_is_met_within_its_tolerance()
    {
        var told = new List<GoldenCase>();

        var cases = GoldenVerifier.Run(TestFolder.Golden, progress: new Told(told), cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(told, cases);
        Assert.All(cases, c => Assert.True(c.Passed, $"{c.Name}: {c.WorstError} > {c.Tolerance}"));
        foreach (var entry in Directory.EnumerateFileSystemEntries(TestFolder.Golden).Select(Path.GetFileNameWithoutExtension).Where(n => n != "README"))
            Assert.Contains(cases, c => c.Name.StartsWith(entry + "/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("loss_as_released.json", "\"loss\": 0.55276", "\"loss\": 0.55376", "loss_as_released/1/loss")]
    [InlineData("loss_as_described.json", "\"loss\": 0.01031", "\"loss\": 0.01231", "loss_as_described/1/loss")]
    [InlineData("mask_as_released.json", "[0.0, 0.0, -0.69314", "[0.0, 0.0, -0.69414", "mask_as_released/1/bias")]
    [InlineData("mask_as_released.json", "\"mode\": \"scheduler\"", "\"mode\": \"warmup\"", "mask_as_released/1/phase")]
    public void A_number_that_is_not_met_fails_its_case_and_no_other(string file, string original, string spoilt, string name)
    {
        using var folder = new TestFolder();
        var golden = folder.CopyOfGolden(file);
        var path = Path.Combine(golden, file);
        var text = File.ReadAllText(path);
        var at = text.IndexOf(original, StringComparison.Ordinal);
        File.WriteAllText(path, text[..at] + spoilt + text[(at + original.Length)..]);

        var failed = GoldenVerifier.Run(golden, cancellation: TestContext.Current.CancellationToken).Where(c => !c.Passed);

        Assert.Equal([name], failed.Select(c => c.Name));
    }

    [Fact]
    public void A_run_from_other_weights_does_not_pass()
    {
        using var folder = new TestFolder();
        var golden = folder.CopyOfGolden("run_as_described", "run_as_released");
        File.Copy(Path.Combine(golden, "run_as_described", "initial.safetensors"), folder.File("kept"));
        using (var scope = NewDisposeScope())
        {
            var tensors = SafetensorsReader.ReadAll(folder.File("kept"));
            tensors["model.norm.weight"].mul_(2); // Far enough for the tolerances of another libtorch, too.
            SafetensorsWriter.Write(Path.Combine(golden, "run_as_described", "initial.safetensors"), tensors);
        }

        var cases = GoldenVerifier.Run(golden, cancellation: TestContext.Current.CancellationToken);

        Assert.False(cases.Single(c => c.Name == "run_as_described/losses").Passed);
        Assert.True(cases.Single(c => c.Name == "run_as_released/losses").Passed);
    }

    [Fact]
    public void A_folder_that_is_missing_or_empty_is_refused()
    {
        using var folder = new TestFolder();

        Assert.Equal(folder.File("no"), Assert.Throws<BadInputException>(() => Run(folder.File("no"))).File);
        Assert.Contains("no reference numbers", Assert.Throws<BadInputException>(() => Run(folder.Path)).Message);
    }

    [Theory]
    [InlineData("notes.json")]
    [InlineData("metrics.json")]
    public void A_foreign_file_is_named(string file)
    {
        using var folder = new TestFolder();
        var golden = folder.CopyOfGolden("loss_as_released.json");
        File.WriteAllText(Path.Combine(golden, file), "{}");

        Assert.Equal(Path.Combine(golden, file), Assert.Throws<BadInputException>(() => Run(golden)).File);
    }

    [Theory]
    [InlineData("decoder_gqa", "expected.json")]
    [InlineData("decoder_gqa", "config.json")]
    [InlineData("decoder_gqa", "model.safetensors")]
    [InlineData("run_as_released", "run.json")]
    [InlineData("run_as_released", "initial.safetensors")]
    public void A_file_missing_from_a_case_is_named(string entry, string file)
    {
        using var folder = new TestFolder();
        var golden = folder.CopyOfGolden(entry);
        File.Delete(Path.Combine(golden, entry, file));

        Assert.Equal(Path.Combine(golden, entry, file), Assert.Throws<BadInputException>(() => Run(golden)).File);
    }

    [Theory]
    [InlineData("\"temperature\"", "\"tau\"", "cases[0].temperature")]
    [InlineData("\"margin\": 0.1", "\"margin\": \"wide\"", "cases[0].margin")]
    [InlineData("\"answers\": [[", "\"answers\": [[1.0], [", "cases[0].answers")]
    public void A_field_that_is_missing_or_malformed_is_named(string original, string spoilt, string field)
    {
        using var folder = new TestFolder();
        var golden = folder.CopyOfGolden("loss_as_released.json");
        var path = Path.Combine(golden, "loss_as_released.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace(original, spoilt));

        var error = Assert.Throws<BadInputException>(() => Run(golden));

        Assert.Equal((path, field), (error.File, error.Field));
    }

    [Fact]
    public void It_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() => GoldenVerifier.Run(TestFolder.Golden, cancellation: stop.Token));
    }

    private static IReadOnlyList<GoldenCase> Run(string directory) =>
        GoldenVerifier.Run(directory, cancellation: TestContext.Current.CancellationToken);

    private sealed class Told(List<GoldenCase> cases) : IProgress<GoldenCase>
    {
        public void Report(GoldenCase value) => cases.Add(value);
    }
}
