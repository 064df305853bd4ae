using System.Text;
using System.Text.RegularExpressions;
using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer.Grammar;

/// <summary>
/// The wordings of <c>grammar.txt</c>: names with alternatives that refer to one another and to the slots a fact fills.
/// Everything that could fail while writing is checked when the file is read.
/// </summary>
public sealed partial class GrammarText
{
    internal const string FileName = "grammar.txt";
    internal const string Question = "question";
    internal const string Answer = "answer";
    internal const string Aside = "aside";
    internal const string More = "more";

    private const int DeepestNesting = 20;

    // What depends on the place a fact is about: {do} stands for the entry bill.do, and so on.
    private static readonly string[] OfPlace = ["do", "did", "noun"];
    private static readonly string[] Everywhere = ["about", .. OfPlace];

    private readonly Dictionary<string, List<string>> wordings = [];
    private readonly Dictionary<string, long> lines = [];

    private GrammarText()
    {
    }

    /// <summary>The grammar that comes with the workbook.</summary>
    public static GrammarText Shipped() => Read(ShippedTexts.Lines(FileName), FileName);

    /// <summary>Loads a grammar.</summary>
    /// <exception cref="BadInputException">The file is missing, an entry is missing, or a name in braces is not known: names the line.</exception>
    public static GrammarText Load(string path) => Read(TextLines.Read(path), path);

    /// <summary>The wordings of an entry.</summary>
    internal IReadOnlyList<string> Wordings(string name) => wordings[name];

    /// <summary>Draws a wording and fills it.</summary>
    internal string Write(string name, string place, IReadOnlyDictionary<string, string> slots, SeededRandom random) =>
        Fill(wordings[name][random.NextInt(wordings[name].Count)], place, slots, random);

    /// <summary>Fills a wording.</summary>
    internal string Fill(string wording, string place, IReadOnlyDictionary<string, string> slots, SeededRandom random)
    {
        return Placeholder().Replace(wording, match =>
        {
            var inner = match.Groups[1].Value;
            return slots.TryGetValue(inner, out var value) ? value : Write(OfPlace.Contains(inner) ? $"{place}.{inner}" : inner, place, slots, random);
        });
    }

    internal static string Entry(FactKind kind, string part) => $"{kind.ToString().ToLowerInvariant()}.{part}";

    private static GrammarText Read(IEnumerable<(long Number, string Text)> lines, string file)
    {
        var grammar = new GrammarText();
        foreach (var (number, text) in lines.Where(l => !l.Text.StartsWith('#')))
        {
            var colon = text.IndexOf(": ", StringComparison.Ordinal);
            if (colon < 1)
                throw new BadInputException("expected \"name: wording | wording\".", file, number, remedy: "A line that starts with # is a remark.");
            var name = text[..colon].Trim();
            if (!grammar.wordings.TryGetValue(name, out var known))
                grammar.wordings[name] = known = [];
            grammar.lines.TryAdd(name, number);
            known.AddRange(text[(colon + 1)..].Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            if (known.Count == 0)
                throw new BadInputException("the entry has no wording.", file, number, name);
        }

        grammar.Check(file);
        return grammar;
    }

    private void Check(string file)
    {
        foreach (var place in Places())
        {
            foreach (var part in OfPlace)
                Check($"{place}.{part}", ["about"], file, 0);
        }

        Check(More, [], file, 0);
        foreach (var kind in Enum.GetValues<FactKind>())
        {
            foreach (var part in (string[])[Question, Answer, Aside])
                Check(Entry(kind, part), [.. Everywhere, .. FactFinder.SlotsOf(kind)], file, 0);
        }
    }

    private void Check(string name, IReadOnlyList<string> slots, string file, int depth)
    {
        if (!wordings.TryGetValue(name, out var alternatives))
            throw new BadInputException("the entry is missing.", file, field: name, remedy: "Take it over from the shipped grammar: `data texts --out DIR`.");
        if (depth > DeepestNesting)
            throw new BadInputException("the entry leads back to itself.", file, lines[name], name);
        foreach (var inner in alternatives.SelectMany(a => Placeholder().Matches(a)).Select(m => m.Groups[1].Value).Distinct().Where(i => !slots.Contains(i)))
        {
            if (!wordings.ContainsKey(inner))
            {
                throw new BadInputException($"{{{inner}}} is neither an entry of the grammar nor a slot of {name}.", file, lines[name], name,
                    $"Slots here: {string.Join(", ", slots)}.");
            }

            Check(inner, slots, file, depth + 1);
        }
    }

    internal static IEnumerable<string> Places() => Modalities.OfEvents.Select(m => m.Name()).Append("all");

    /// <summary>Puts a sentence's first letter in upper case, and wordings one blank apart.</summary>
    internal static string Sentences(IEnumerable<string> sentences)
    {
        var text = new StringBuilder();
        foreach (var sentence in sentences)
        {
            if (text.Length > 0)
                text.Append(' ');
            text.Append(char.ToUpperInvariant(sentence[0])).Append(sentence, 1, sentence.Length - 1);
        }

        return text.ToString();
    }

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Placeholder();
}
