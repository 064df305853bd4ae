using Ggsm.Checkpoints;

namespace Ggsm.Tests.Checkpoints;

public sealed class TrainingCheckpointStoreTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_newest_valid_checkpoint_is_found_and_only_the_newest_are_kept()
    {
        var store = new TrainingCheckpointStore(folder.File("checkpoints"), keepLast: 2);
        Assert.Null(store.NewestValid([]));

        foreach (var step in new long[] { 5, 10, 100 })
            Save(store, step);

        Assert.Equal([100, 10], store.All.Select(c => c.Step));
        Assert.Equal(store.All[0].Path, store.NewestValid([]));
        Assert.Equal("content of 100", File.ReadAllText(Path.Combine(store.NewestValid([])!, "state.json")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_damaged_newer_checkpoint_never_pushes_out_a_valid_one(int keepLast)
    {
        var store = new TrainingCheckpointStore(folder.File("checkpoints"), keepLast);
        Save(store, 10);
        Save(store, 30);
        File.Delete(Path.Combine(store.All[0].Path, "state.json"));

        Save(store, 20);

        Assert.EndsWith("step-00000020", store.NewestValid([]));
        Save(store, 30);
        Assert.EndsWith("step-00000030", store.NewestValid([]));
        Assert.Equal(keepLast, store.All.Count);
    }

    [Fact]
    public void A_checkpoint_whose_writing_fails_leaves_nothing_and_the_older_ones_as_they_were()
    {
        var store = new TrainingCheckpointStore(folder.File("checkpoints"), keepLast: 1);
        Save(store, 10);

        Assert.Throws<IOException>(() => store.Save(20, directory =>
        {
            File.WriteAllText(Path.Combine(directory, "state.json"), "half");
            throw new IOException("disk full");
        }));

        Assert.EndsWith("step-00000010", store.NewestValid([]));
        Assert.Single(Directory.GetFileSystemEntries(folder.File("checkpoints")));
    }

    [Fact]
    public void What_a_killed_writer_left_is_no_checkpoint_and_goes_with_the_next_one()
    {
        var store = new TrainingCheckpointStore(folder.File("checkpoints"), keepLast: 3);
        Save(store, 10);
        var left = Directory.CreateDirectory(Path.Combine(folder.File("checkpoints"), ".step-00000020.0.partial"));
        File.WriteAllText(Path.Combine(left.FullName, "state.json"), "half");

        Assert.Equal([10], store.All.Select(c => c.Step));
        Save(store, 20);
        Assert.False(left.Exists && Directory.Exists(left.FullName));
    }

    [Fact]
    public void Any_flipped_byte_of_the_newest_leaves_it_whole_or_passed_over()
    {
        var store = new TrainingCheckpointStore(folder.File("checkpoints"), keepLast: 2);
        Save(store, 1);
        Save(store, 2);
        var newest = store.All[0].Path;
        foreach (var name in new[] { "manifest.json", "state.json" })
        {
            var file = Path.Combine(newest, name);
            var whole = File.ReadAllBytes(file);
            for (var at = 0; at < whole.Length; at++)
            {
                var bytes = (byte[])whole.Clone();
                bytes[at] ^= 8;
                File.WriteAllBytes(file, bytes);
                var warnings = new List<string>();

                var found = store.NewestValid(warnings);

                Assert.EndsWith(warnings.Count == 0 ? "step-00000002" : "step-00000001", found);
                Assert.Equal("content of " + found![^1], File.ReadAllText(Path.Combine(found, "state.json")));
            }

            File.WriteAllBytes(file, whole);
        }
    }

    [Theory]
    [InlineData("state.json", "../../state.json", "does not say which files")]
    [InlineData("\"files\": {", "\"files\": null, \"other\": {", "cannot be read")]
    [InlineData("{", "[", "cannot be read")]
    public void A_damaged_manifest_is_passed_over_with_the_reason(string from, string to, string said)
    {
        var store = new TrainingCheckpointStore(folder.File("checkpoints"), keepLast: 2);
        Save(store, 1);
        Save(store, 2);
        var manifest = Path.Combine(store.All[0].Path, "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(from, to));
        var warnings = new List<string>();

        Assert.EndsWith("step-00000001", store.NewestValid(warnings));

        Assert.Contains(said, Assert.Single(warnings));
    }

    [Theory]
    [InlineData("""{"format_version": 2, "pieces": []}""")]
    [InlineData("""{"format_version": 2, "files": {"state.json": {"bytes": 1, "sha256": ""}}}""")]
    public void A_manifest_of_a_newer_version_is_passed_over_for_a_valid_one_and_refused_when_there_is_none(string text)
    {
        var store = new TrainingCheckpointStore(folder.File("checkpoints"), keepLast: 2);
        Save(store, 1);
        Save(store, 2);
        var manifest = Path.Combine(store.All[0].Path, "manifest.json");
        File.WriteAllText(manifest, text);
        var warnings = new List<string>();

        Assert.EndsWith("step-00000001", store.NewestValid(warnings));
        Assert.Contains("newer version", Assert.Single(warnings));

        File.Delete(Path.Combine(store.All[1].Path, "state.json"));
        var error = Assert.Throws<BadInputException>(() => store.NewestValid([]));
        Assert.Equal((manifest, "format_version"), (error.File, error.Field));
        Assert.Contains("newer version", error.Message);
    }

    private static void Save(TrainingCheckpointStore store, long step) =>
        store.Save(step, directory => File.WriteAllText(Path.Combine(directory, "state.json"), $"content of {step}"));
}
