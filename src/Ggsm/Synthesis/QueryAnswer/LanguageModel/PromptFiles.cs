using System.Text.RegularExpressions;
using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer.LanguageModel;

/// <summary>The prompts: text files with placeholders in braces, to be read and edited.</summary>
public sealed partial class PromptFiles
{
    internal const string Choose = "choose.txt";
    internal const string Write = "write.txt";
    internal const string Rules = "rules.txt";
    internal const string Review = "review.txt";
    internal const string Repair = "repair.txt";

    private static readonly Dictionary<string, string[]> Placeholders = new()
    {
        [Choose] = ["profile", "scenarios", "count"],
        [Write] = ["profile", "scenario", "rules", "earlier"],
        [Rules] = ["hard", "easy", "count"],
        [Review] = ["profile", "question", "answer"],
        [Repair] = ["problem"],
    };

    private readonly Dictionary<string, string> texts;

    private PromptFiles(Dictionary<string, string> texts) => this.texts = texts;

    /// <summary>The prompts that come with the workbook.</summary>
    public static PromptFiles Shipped() => new(Placeholders.Keys.ToDictionary(name => name, ShippedTexts.Read));

    /// <summary>Loads a folder; a prompt that is not in it is the shipped one.</summary>
    /// <exception cref="BadInputException">There is no such folder, or a prompt lacks a placeholder or has one that is not known: names file and line.</exception>
    public static PromptFiles Load(string folder)
    {
        if (!Directory.Exists(folder))
            throw new BadInputException("the folder does not exist.", folder, field: "prompts", remedy: "`data texts --out DIR` writes the shipped prompts.");
        return new(Placeholders.ToDictionary(p => p.Key, p =>
        {
            var path = Path.Combine(folder, p.Key);
            return File.Exists(path) ? Checked(TextLines.Open(path), path, p.Value) : ShippedTexts.Read(p.Key);
        }));
    }

    internal string Fill(string name, params (string Name, string Value)[] values)
    {
        var known = values.ToDictionary(v => v.Name, v => v.Value);
        return Placeholder().Replace(texts[name], match => known[match.Groups[1].Value]).Trim();
    }

    private static string Checked(StreamReader reader, string path, string[] names)
    {
        using (reader)
        {
            var text = reader.ReadToEnd();
            foreach (Match match in Placeholder().Matches(text))
            {
                if (!names.Contains(match.Groups[1].Value))
                {
                    throw new BadInputException("there is no such placeholder.", path, 1 + text.AsSpan(0, match.Index).Count('\n'), match.Value,
                        $"Placeholders here: {string.Join(", ", names.Select(n => $"{{{n}}}"))}.");
                }
            }

            foreach (var name in names.Where(n => !text.Contains($"{{{n}}}", StringComparison.Ordinal)))
                throw new BadInputException("the placeholder is missing.", path, field: $"{{{name}}}", remedy: "Without it the model would not be told; put it where it belongs.");
            return text;
        }
    }

    // A name alone in braces; JSON in a prompt has quotes there.
    [GeneratedRegex(@"\{([a-z_]+)\}")]
    private static partial Regex Placeholder();
}
