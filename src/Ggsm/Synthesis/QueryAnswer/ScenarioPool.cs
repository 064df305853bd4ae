using System.Text.Json;
using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>The scenarios questions are drawn from: a JSONL file, one scenario a line, to be read and edited.</summary>
/// <remarks>
/// <code>{"id": "eating-out", "about": "eating out", "brief": "What the user eats away from home, and when.", "keywords": ["restaurant", "sushi"]}</code>
/// Without <c>keywords</c> a scenario is about everything the user did.
/// </remarks>
public sealed class ScenarioPool
{
    internal const string FileName = "scenarios.jsonl";

    private readonly Dictionary<string, Scenario> byId;
    private readonly ILookup<string, int> byKeyword;

    private ScenarioPool(IReadOnlyList<Scenario> all)
    {
        All = all;
        byId = all.ToDictionary(s => s.Id);
        byKeyword = all.SelectMany((scenario, i) => scenario.Keywords.Select(k => (Keyword: k.ToLowerInvariant(), Index: i)))
            .ToLookup(k => k.Keyword, k => k.Index);
    }

    /// <summary>The scenarios in the order of the file.</summary>
    public IReadOnlyList<Scenario> All { get; }

    /// <summary>The scenario of this name, or null.</summary>
    public Scenario? Find(string id) => byId.GetValueOrDefault(id);

    /// <summary>How many of these events each scenario covers, in the order of <see cref="All"/>.</summary>
    public int[] CountCovered(IReadOnlyList<UserEvent> events)
    {
        var counts = new int[All.Count];
        var covering = new HashSet<int>();
        foreach (var userEvent in events)
        {
            covering.Clear();
            foreach (var field in userEvent.Fields.Where(f => f.Number is null))
            {
                foreach (var word in Words.Of(field.Text))
                    covering.UnionWith(byKeyword[word]);
            }

            foreach (var scenario in covering)
                counts[scenario]++;
        }

        for (var i = 0; i < counts.Length; i++)
        {
            if (All[i].Keywords.Count == 0)
                counts[i] = events.Count;
        }

        return counts;
    }

    /// <summary>The pool that comes with the workbook.</summary>
    public static ScenarioPool Shipped() => Read(ShippedTexts.Lines(FileName), FileName);

    /// <summary>Loads a pool.</summary>
    /// <exception cref="BadInputException">The file is missing, empty, or a line is malformed: names line and field.</exception>
    public static ScenarioPool Load(string path) => Read(TextLines.Read(path), path);

    private static ScenarioPool Read(IEnumerable<(long Number, string Text)> lines, string file)
    {
        var scenarios = new List<Scenario>();
        var ids = new HashSet<string>();
        foreach (var (number, text) in lines)
        {
            var record = JsonRecord.Parse(text, file, number);
            record.AllowOnly("id", "about", "brief", "keywords");
            var id = record.Text("id");
            if (!ids.Add(id))
                throw record.Error($"the scenario \"{id}\" stands in the file twice.", "id", "Give every scenario a name of its own.");
            scenarios.Add(new Scenario(id, PromptTemplate.Clean(record.Text("about")), record.Text("brief"), KeywordsOf(record)));
        }

        return scenarios.Count > 0
            ? new ScenarioPool(scenarios)
            : throw new BadInputException("the file holds no scenario.", file, remedy: "`data texts --out DIR` writes the shipped ones.");
    }

    private static List<string> KeywordsOf(JsonRecord record)
    {
        var keywords = new List<string>();
        if (!record.Has("keywords"))
            return keywords;
        var array = record.Element.GetProperty("keywords");
        if (array.ValueKind != JsonValueKind.Array)
            throw record.Error($"expected an array of words, found {JsonRecord.Describe(array)}.", "keywords");
        foreach (var element in array.EnumerateArray())
        {
            var word = element.ValueKind == JsonValueKind.String ? record.StringOf(element, "keywords") : "";
            if (Words.Of(word).Count() != 1 || !word.All(char.IsLetterOrDigit))
                throw record.Error($"expected single words of letters and digits, found {JsonRecord.Describe(element)}.", "keywords");
            keywords.Add(word);
        }

        return keywords;
    }
}
