using Ggsm.Synthesis;
using Ggsm.Users;

namespace Ggsm.Tests.Synthesis;

public sealed class SampleFolderTests : IDisposable
{
    private readonly TestFolder folder = new();

    private static string Shipped
    {
        get
        {
            var root = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(root, "Workbook.sln")))
                root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("no Workbook.sln above the tests");
            return Path.Combine(root, "data-samples");
        }
    }

    [Fact]
    public void The_shipped_samples_are_byte_for_byte_what_their_command_makes()
    {
        SampleFolder.Write(folder.File("made"), users: 300, seed: 7, TestContext.Current.CancellationToken);

        foreach (var file in Directory.GetFiles(Shipped, "*", SearchOption.AllDirectories))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folder.File("made"), Path.GetRelativePath(Shipped, file))));
        Assert.True(Directory.GetFiles(Shipped, "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length) < 3_000_000);
    }

    [Fact]
    public void The_shipped_tokenizer_is_the_one_trained_from_the_shipped_pairs()
    {
        BpeTrainer.TrainFrom(Shipped, cancellation: TestContext.Current.CancellationToken).Save(folder.File("tokenizer"));

        foreach (var file in Directory.GetFiles(folder.File("tokenizer")))
            Assert.Equal(File.ReadAllBytes(Path.Combine(Shipped, "tokenizer", Path.GetFileName(file))), File.ReadAllBytes(file));
    }

    [Fact]
    public void The_shipped_samples_load_and_hold_out_one_pair_for_each_of_75_users()
    {
        var data = PairDataset.Load(Shipped);

        Assert.Equal((900, 75), (data.Train.Count, data.HeldOut.Count));
        Assert.Equal(75, data.HeldOutTexts.Select(p => p.UserId).Distinct().Count());
        Assert.All(data.Train.Concat(data.HeldOut), p => Assert.True(p.Answer.Length <= 64));
    }

    [Fact]
    public void Too_few_users_are_refused_and_nothing_is_left()
    {
        Assert.Equal("users", Assert.Throws<BadInputException>(() => SampleFolder.Write(folder.File("made"), users: 3, seed: 7, TestContext.Current.CancellationToken)).Field);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    public void Dispose() => folder.Dispose();
}
