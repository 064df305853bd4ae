using Ggsm.Synthesis;
using Ggsm.Synthesis.World;
using Ggsm.Users;
using Ggsm.Users.Sources;

namespace Ggsm.Tests.Synthesis;

public sealed class ImportFolderTests : IDisposable
{
    private readonly TestFolder folder = new();

    [Fact]
    public void A_new_source_is_one_class_and_becomes_a_data_folder_that_training_reads()
    {
        var counts = ImportFolder.Write(folder.File("data"), new Generated(60), new TrajectoryOptions(), "the command", cancellation: TestContext.Current.CancellationToken);
        var data = PairDataset.Load(folder.File("data"));

        Assert.Equal(60, counts.Users);
        Assert.Equal((counts.TrainPairs, counts.HeldOutPairs), (data.Train.Count, data.HeldOut.Count));
        Assert.Contains("\"kind\": \"generated\"", File.ReadAllText(Path.Combine(folder.File("data"), "manifest.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Users_in_the_schema_come_out_as_they_were()
    {
        ImportFolder.Write(folder.File("a"), new Generated(40), new TrajectoryOptions(), cancellation: TestContext.Current.CancellationToken);
        var file = Path.Combine(folder.File("a"), "users.jsonl");

        ImportFolder.Write(folder.File("b"), new UsersFileSource(file), new TrajectoryOptions(), cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folder.File("b"), "users.jsonl")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder.File("a"), "pairs.jsonl")), File.ReadAllBytes(Path.Combine(folder.File("b"), "pairs.jsonl")));
    }

    [Fact]
    public void Users_without_a_future_give_no_pairs_and_none_at_all_are_refused()
    {
        var error = Assert.Throws<BadInputException>(() =>
            ImportFolder.Write(folder.File("data"), new Generated(30, keepsFutures: false), new TrajectoryOptions(), cancellation: TestContext.Current.CancellationToken));

        Assert.Contains("30 users give 0 pairs", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    public void Dispose() => folder.Dispose();

    private sealed class Generated(int users, bool keepsFutures = true) : IUserSource
    {
        public string Kind => "generated";

        public string Licence => "CC0";

        public IEnumerable<UserProfile> Read(CancellationToken cancellation = default) =>
            new WorldGenerator(new WorldOptions { Tasks = ["food", "login"] }).Generate(users).Select(u => keepsFutures ? u.Profile : u.Profile with { Future = [] });
    }
}
