using System.Globalization;
using System.Text.Json;
using Ggsm.Users;
using Ggsm.Users.MovieLens;

namespace Ggsm.Tests.Users;

public sealed class MovieLensImporterTests : IDisposable
{
    private const int People = 30;
    private const long Start = 1_000_000_000;

    private static readonly MovieLensOptions Options = new() { HeldOutUsers = 6, SnapshotsPerUser = 3 };

    private readonly TestFolder folder = new();

    public MovieLensImporterTests()
    {
        Directory.CreateDirectory(Source);
        var random = new SeededRandom(1);
        List<string> ratings = ["userId,movieId,rating,timestamp"];
        List<string> tags = ["userId,movieId,tag,timestamp"];
        List<string> films = ["movieId,title,genres"];
        string[] genres = ["Action|Sci-Fi", "Drama", "Comedy|Romance", "(no genres listed)"];
        for (var film = 1; film <= 200; film++)
            films.Add(string.Create(CultureInfo.InvariantCulture, $"{film},\"Film{film}, The ({1940 + (film % 80)})\",{genres[film % genres.Length]}"));
        for (var user = 1; user <= People; user++)
        {
            var order = Enumerable.Range(1, 200).ToArray();
            random.Shuffle<int>(order);
            for (var n = 0; n < 40; n++)
                ratings.Add(string.Create(CultureInfo.InvariantCulture, $"{user},{order[n]},{0.5 * (1 + random.NextInt(10))},{Start + (user * 1_000_000) + (n * 60)}"));
            tags.Add(string.Create(CultureInfo.InvariantCulture, $"{user},{order[0]},\"slow, \"\"burning\"\"\",{Start + (user * 1_000_000) + 30}"));
        }

        File.WriteAllText(Path.Combine(Source, "ratings.csv"), string.Join("\r\n", ratings) + "\r\n");
        File.WriteAllText(Path.Combine(Source, "tags.csv"), string.Join("\n", tags));
        File.WriteAllText(Path.Combine(Source, "movies.csv"), string.Join("\n", films) + "\n");
    }

    private string Source => folder.File("ml");

    private string Target => folder.File("out");

    [Fact]
    public void Everyone_has_a_history_and_a_future_and_nobody_is_on_both_sides()
    {
        var summary = Import();
        var users = UsersFile.Read(Path.Combine(Target, "users.jsonl")).ToArray();
        var pairs = PairsFile.Read(Path.Combine(Target, "pairs.jsonl")).ToArray();

        Assert.Equal((People, People, 0, 6), (summary.UsersRead, summary.UsersKept, summary.UsersLeftOut, summary.UsersHeldOut));
        Assert.Equal(People, users.Length);
        Assert.All(users, u =>
        {
            Assert.Equal(20, u.Events(Modality.Bill).Count());
            Assert.Equal(20, u.Future.Count(e => e.Modality == Modality.Bill));
            Assert.Equal("slow, \"burning\"", Assert.Single(u.Events(Modality.Search)).Fields[0].Text);
            Assert.NotEmpty(u.Tabular);
        });
        var held = pairs.Where(p => p.Split == DataSplit.HeldOut).Select(p => p.UserId!).ToArray();
        Assert.Equal(6, held.Distinct().Count());
        Assert.Equal(6, held.Length);
        Assert.Empty(held.Intersect(pairs.Where(p => p.Split == DataSplit.Train).Select(p => p.UserId!)));
        Assert.Equal((summary.TrainPairs, summary.HeldOutPairs), (pairs.Length - 6, 6));
        Assert.True(summary.TrainPairs >= 24 * 3);
    }

    [Fact]
    public void A_query_shows_the_newest_films_before_its_date_and_the_answer_names_films_after_it()
    {
        Import();
        var users = UsersFile.Read(Path.Combine(Target, "users.jsonl")).ToDictionary(u => u.Id);
        var pairs = PairsFile.Read(Path.Combine(Target, "pairs.jsonl")).ToArray();

        Assert.All(pairs, pair =>
        {
            var films = users[pair.UserId!].History.Concat(users[pair.UserId!].Future)
                .Where(e => e.Modality == Modality.Bill).Select(PromptTemplate.RenderEvent).ToArray();
            int[] shown = [.. Enumerable.Range(0, films.Length).Where(n => pair.Query!.Contains($" {films[n]};") || pair.Query.Contains($" {films[n]}<"))];
            int[] named = [.. Enumerable.Range(0, films.Length).Where(n => $"{pair.Answer};".Contains($"; {films[n]};"))];

            Assert.Equal(Enumerable.Range(shown[0], 6), shown);
            Assert.Equal(2, named.Length);
            Assert.True(named.Min() > shown.Max());
            Assert.True(shown.Max() >= 9);
            Assert.DoesNotContain(pair.UserId!, pair.Query + pair.Answer);
        });
        Assert.All(pairs.Where(p => p.Split == DataSplit.HeldOut), pair =>
            Assert.Equal(PromptTemplate.Render(users[pair.UserId!], budget: ModalityBudget.Each(6)), pair.Query));
    }

    [Fact]
    public void The_folder_loads_as_a_data_set_with_its_own_tokenizer_and_says_where_it_comes_from()
    {
        var summary = Import();
        var data = PairDataset.Load(Target, new PairDatasetOptions { MaxQueryLength = 128 });
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(Target, "manifest.json")));

        Assert.Equal((summary.TrainPairs, summary.HeldOutPairs), (data.Train.Count, data.HeldOut.Count));
        Assert.Equal(summary.VocabularySize, data.Tokenizer.VocabularySize);
        Assert.All(data.Train, p => Assert.True(p.Query.Length <= 128 && p.Answer.Length <= 64));
        Assert.Equal("the command", manifest.RootElement.GetProperty("command").GetString());
        Assert.Equal(summary.TrainPairs, manifest.RootElement.GetProperty("counts").GetProperty("train_pairs").GetInt32());
        Assert.Contains("GroupLens", manifest.RootElement.GetProperty("licence").GetString());
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_other_people()
    {
        Import();
        Import(folder.File("again"), Options);
        Import(folder.File("other"), Options with { Seed = 8 });

        foreach (var file in Directory.GetFiles(Target, "*", SearchOption.AllDirectories))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folder.File("again"), Path.GetRelativePath(Target, file))));
        Assert.NotEqual(File.ReadAllText(Path.Combine(Target, "pairs.jsonl")), File.ReadAllText(Path.Combine(folder.File("other"), "pairs.jsonl")));
    }

    [Fact]
    public void People_whose_ratings_bear_one_time_are_left_out_and_counted()
    {
        Append("ratings.csv", string.Concat(Enumerable.Range(1, 40).Select(n => $"77,{n},3.0,0\r\n")));
        var summary = Import();

        Assert.Equal((People + 1, People, 1), (summary.UsersRead, summary.UsersKept, summary.UsersLeftOut));
    }

    [Fact]
    public void A_row_repeated_word_for_word_is_taken_once()
    {
        Append("ratings.csv", "77,1,3.0,5\r\n77,1,3.0,5\r\n");

        Assert.Equal((People * 40) + 1, Import().RatingsRead);
    }

    [Theory]
    [InlineData("ratings.csv", "1,1,four,1000", "rating")]
    [InlineData("ratings.csv", "1,1,5.5,1000", "rating")]
    [InlineData("ratings.csv", "1,1,NaN,1000", "rating")]
    [InlineData("ratings.csv", "x,1,4,1000", "userId")]
    [InlineData("ratings.csv", "1,999,4,1000", "movieId")]
    [InlineData("ratings.csv", "1,1,4,-5", "timestamp")]
    [InlineData("ratings.csv", "1,1,4,", "timestamp")]
    [InlineData("ratings.csv", "1,1,4", null)]
    [InlineData("ratings.csv", "77,1,4,1000\r\n77,1,3,1000", "movieId")]
    [InlineData("movies.csv", "1,Again (2000),Drama", "movieId")]
    [InlineData("movies.csv", "x1,Again (2000),Drama", "movieId")]
    [InlineData("movies.csv", "500,\"Never closed (2000),Drama", null)]
    [InlineData("tags.csv", "\n1,999,word,1000", "movieId")]
    [InlineData("tags.csv", "\n1,1,word,soon", "timestamp")]
    public void A_malformed_row_names_file_line_and_column_and_leaves_nothing_behind(string file, string row, string? column)
    {
        var lines = File.ReadAllLines(Path.Combine(Source, file)).Length;
        Append(file, row + "\n");
        var error = Assert.Throws<BadInputException>(() => Import());

        Assert.Equal(Path.Combine(Source, file), error.File);
        Assert.Equal(lines + row.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, error.Line);
        Assert.Equal(column, error.Field);
        Assert.Equal([Source], Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("ratings.csv", "rating,", "rating")]
    [InlineData("tags.csv", "tag,", "tag")]
    [InlineData("movies.csv", ",genres", "genres")]
    public void A_missing_column_is_named_with_those_expected(string file, string removed, string column)
    {
        var path = Path.Combine(Source, file);
        var lines = File.ReadAllLines(path);
        File.WriteAllLines(path, lines.Prepend(lines[0].Replace(removed, "", StringComparison.Ordinal)).Where((_, n) => n != 1));
        var error = Assert.Throws<BadInputException>(() => Import());

        Assert.Equal((path, column), (error.File, error.Field));
        Assert.Contains("expected", error.Message);
    }

    [Theory]
    [InlineData("ratings.csv")]
    [InlineData("movies.csv")]
    [InlineData("tags.csv")]
    public void A_missing_or_empty_file_is_named(string file)
    {
        var path = Path.Combine(Source, file);
        File.WriteAllText(path, "");
        Assert.Equal(path, Assert.Throws<BadInputException>(() => Import()).File);
        File.Delete(path);
        Assert.Equal(path, Assert.Throws<BadInputException>(() => Import()).File);
    }

    [Fact]
    public void A_target_that_is_not_empty_is_left_as_it_is()
    {
        Directory.CreateDirectory(Target);
        File.WriteAllText(Path.Combine(Target, "mine"), "x");

        Assert.Equal(Target, Assert.Throws<BadInputException>(() => Import()).File);
        Assert.Equal([Path.Combine(Target, "mine")], Directory.GetFiles(Target));
    }

    [Fact]
    public void A_cancelled_import_leaves_nothing_behind()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => MovieLensImporter.Import(Source, Target, Options, cancellation: cancelled.Token));
        Assert.Equal([Source], Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("(500) Days of Summer (2009)", "(500) Days of Summer")]
    [InlineData("I Am Curious (Yellow) (1967)", "I Am Curious (Yellow)")]
    [InlineData("Birdman: Or (The Unexpected Virtue of Ignorance) (2014)", "Birdman: Or (The Unexpected Virtue of Ignorance)")]
    [InlineData("Matrix, The (1999)", "The Matrix")]
    [InlineData("City of Lost Children, The (Cité des enfants perdus, La) (1995)", "The City of Lost Children (Cité des enfants perdus, La)")]
    [InlineData("Fawlty Towers (1975-1979)", "Fawlty Towers")]
    [InlineData("2001: A Space Odyssey", "2001: A Space Odyssey")]
    [InlineData("(1950)", "(1950)")]
    public void A_title_loses_its_year_and_nothing_else(string title, string name) => Assert.Contains(name, Names((1, title)));

    [Fact]
    public void Two_films_stay_two_films()
    {
        var names = Names((1, "Hamlet (1948)"), (2, "Hamlet (1990)"), (3, "Emma (1996)"), (4, "Emma (1996)"), (5, "Eros (2004)"));

        Assert.Superset(new HashSet<string> { "Hamlet (1948)", "Hamlet (1990)", "Emma (1996/I)", "Emma (1996/II)", "Eros" }, names);
    }

    [Fact]
    public void An_empty_tag_is_left_out_and_counted()
    {
        File.AppendAllText(Path.Combine(Source, "tags.csv"), $"\n1,3,,{Start + 1_000_000}\n1,3,  ,{Start + 1_000_001}\n");

        var summary = MovieLensImporter.Import(Source, folder.File("tags"), Options, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal((People, 2), (summary.TagsRead, summary.EmptyTags));
    }

    private HashSet<string> Names(params (int Id, string Title)[] films)
    {
        var path = Path.Combine(Source, "movies.csv");
        var lines = File.ReadAllLines(path);
        foreach (var (id, title) in films)
            lines[id] = $"{id},\"{title}\",Drama";
        File.WriteAllLines(path, lines);
        MovieLensImporter.Import(Source, folder.File("named"), Options, cancellation: TestContext.Current.CancellationToken);
        return [.. UsersFile.Read(folder.File("named/users.jsonl")).SelectMany(u => u.History.Concat(u.Future)).Where(e => e.Modality == Modality.Bill).Select(e => e.Fields[0].Text)];
    }

    public void Dispose() => folder.Dispose();

    private MovieLensSummary Import() => Import(Target, Options);

    private MovieLensSummary Import(string target, MovieLensOptions options) =>
        MovieLensImporter.Import(Source, target, options, "the command", cancellation: TestContext.Current.CancellationToken);

    private void Append(string file, string text) => File.AppendAllText(Path.Combine(Source, file), text);
}
