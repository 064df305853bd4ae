using Ggsm.Users;

namespace Ggsm.Cli.Tests;

/// <summary>The folder <c>data-samples</c> against the commands that its README names.</summary>
public sealed class DataSamplesTests : IDisposable
{
    private const long MostBytes = 3_000_000;

    private readonly TemporaryFolder folder = new();

    private static string Shipped { get; } = WorkbookRoot.Combine("data-samples");

    private static string[] Files { get; } = [.. Directory.GetFiles(Shipped, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Shipped, file)).Order()];

    [Fact]
    public async Task They_are_byte_for_byte_what_the_commands_of_their_readme_make()
    {
        string[] commands = [.. File.ReadLines(Path.Combine(Shipped, "README.md")).Where(line => line.StartsWith("./workbook ", StringComparison.Ordinal))];
        Assert.Equal(2, commands.Length);
        foreach (var command in commands)
        {
            var run = await CliRun.OfAsync([.. command.Split(' ')[1..].Select(word => word is "DIR" or "DIR2" ? folder.File(word) : word)]);
            Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        }

        var made = folder.File("DIR2");
        Assert.Equal(Files, Directory.GetFiles(made, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(made, file)).Order());
        Assert.All(Files, file => Assert.True(File.ReadAllBytes(Path.Combine(Shipped, file)).SequenceEqual(File.ReadAllBytes(Path.Combine(made, file))), file));
    }

    [Fact]
    public void They_are_small_and_say_their_licence_and_what_each_file_is()
    {
        var readme = File.ReadAllText(Path.Combine(Shipped, "README.md"));

        Assert.True(Files.Sum(file => new FileInfo(Path.Combine(Shipped, file)).Length) < MostBytes);
        Assert.Contains("CC0", readme, StringComparison.Ordinal);
        Assert.All(Files.Select(file => file.Split(Path.DirectorySeparatorChar)).Where(parts => parts[0] != "README.md"),
            parts => Assert.Contains($"| `{parts[0]}{(parts.Length > 1 ? "/" : "")}` |", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void Both_streams_have_pairs_on_both_sides_and_every_held_out_person_has_one_of_each()
    {
        var data = PairDataset.Load(Shipped);
        string?[] both = ["behavior", "qa"];

        Assert.Equal(both, data.TrainTexts.Select(pair => pair.Source).Distinct().Order());
        var heldOut = data.HeldOutTexts.GroupBy(pair => pair.UserId).ToArray();
        Assert.InRange(heldOut.Length, 60, 100);
        Assert.All(heldOut, person => Assert.Equal(both, person.Select(pair => pair.Source).Distinct().Order()));
        Assert.InRange(UsersFile.Read(Path.Combine(Shipped, "users.jsonl")).Count(), 200, 500);
    }

    [Fact]
    public void The_tokenizer_spares_both_streams_alike()
    {
        var data = PairDataset.Load(Shipped);
        double BytesOfAToken(string source)
        {
            string[] answers = [.. data.HeldOutTexts.Where(pair => pair.Source == source).Select(pair => pair.Answer)];
            return answers.Sum(answer => answer.Length) / (double)answers.Sum(answer => data.Tokenizer.Encode(answer).Length);
        }

        Assert.InRange(BytesOfAToken("behavior"), 3, 8);
        Assert.InRange(BytesOfAToken("qa"), 3, 8);
    }

    public void Dispose() => folder.Dispose();
}
