using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ggsm.Cli.Tests;

/// <summary>Input files small enough to train on in a second, and the same ones damaged in one place.</summary>
internal static class SmallData
{
    private static readonly string[] Foods = ["noodles", "dumplings", "rice", "salad", "bread", "soup", "tofu", "fish"];
    private static readonly string[] Places = ["home", "work", "school", "market", "station"];

    /// <summary>Forty text pairs whose answer follows from their query, one a line.</summary>
    public static IReadOnlyList<string> PairLines { get; } =
        [.. from food in Foods from place in Places select JsonSerializer.Serialize(new { query = $"buys {food} near {place}", answer = $"likes {food} at {place}" })];

    public static string WritePairs(TemporaryFolder folder, Func<int, string, string>? change = null) =>
        folder.Write("pairs.jsonl", string.Join('\n', PairLines.Select((line, i) => change?.Invoke(i + 1, line) ?? line)) + "\n");

    /// <summary>A MovieLens folder as published, of twelve people with ninety ratings in sixty days each.</summary>
    public static string WriteMovieLens(TemporaryFolder folder, Func<int, string, string>? changeRating = null)
    {
        var ratings = new StringBuilder("userId,movieId,rating,timestamp\n");
        var line = 1;
        for (var user = 1; user <= 12; user++)
        {
            for (var i = 0; i < 90; i++)
            {
                var row = string.Create(CultureInfo.InvariantCulture,
                    $"{user},{1 + (((i * 7) + user) % 100)},{1 + (((i + user) % 9) / 2.0)},{1_500_000_000 + (user * 86_400) + (i * 57_600)}");
                ratings.Append(changeRating?.Invoke(++line, row) ?? row).Append('\n');
            }
        }

        folder.Write("ml/ratings.csv", ratings.ToString());
        folder.Write("ml/movies.csv", "movieId,title,genres\n" + string.Concat(Enumerable.Range(1, 100)
            .Select(id => $"{id},\"Film {id}, The ({1910 + id})\",{(id % 2 == 0 ? "Comedy|Drama" : "Action|Sci-Fi")}\n")));
        folder.Write("ml/tags.csv", "userId,movieId,tag,timestamp\n1,2,quiet,1500500000\n");
        return folder.File("ml");
    }
}
