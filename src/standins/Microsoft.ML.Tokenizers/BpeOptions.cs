using System.Text.Json;

namespace Microsoft.ML.Tokenizers;

/// <summary>What a <see cref="BpeTokenizer"/> is made of.</summary>
public sealed class BpeOptions
{
    public BpeOptions(IEnumerable<KeyValuePair<string, int>> vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        Vocabulary = vocabulary;
    }

    /// <summary>Reads <c>vocab.json</c> (token to id) and <c>merges.txt</c> (two tokens a line, best merge first).</summary>
    public BpeOptions(string vocabFile, string? mergesFile = null)
    {
        ArgumentNullException.ThrowIfNull(vocabFile);
        if (!File.Exists(vocabFile)) throw new ArgumentException($"The vocabulary file '{vocabFile}' does not exist.");
        using (var stream = File.OpenRead(vocabFile))
        {
            Vocabulary = JsonSerializer.Deserialize<Dictionary<string, int>>(stream)
                ?? throw new InvalidOperationException($"The vocabulary file '{vocabFile}' holds no JSON object.");
        }

        if (mergesFile is null) return;
        if (!File.Exists(mergesFile)) throw new ArgumentException($"The merges file '{mergesFile}' does not exist.");
        Merges = ReadMerges(mergesFile);
    }

    public IEnumerable<KeyValuePair<string, int>> Vocabulary { get; }

    public IEnumerable<string>? Merges { get; set; }

    public IReadOnlyDictionary<string, int>? SpecialTokens { get; set; }

    public PreTokenizer? PreTokenizer { get; set; }

    public bool ByteLevel { get; set; }

    internal static bool TrySplitMerge(string merge, out string left, out string right)
    {
        int space = merge.IndexOf(' ');
        bool valid = space >= 0 && space < merge.Length - 1 && merge.IndexOf(' ', space + 1) < 0;
        left = valid ? merge[..space] : "";
        right = valid ? merge[(space + 1)..] : "";
        return valid;
    }

    private static List<string> ReadMerges(string mergesFile)
    {
        var merges = new List<string>();
        int number = 0;
        foreach (string line in File.ReadLines(mergesFile))
        {
            number++;
            if (line.Length == 0 || line.StartsWith("#version", StringComparison.Ordinal)) continue;
            if (!TrySplitMerge(line, out _, out _))
                throw new InvalidOperationException($"Line {number} of the merges file '{mergesFile}' is not two tokens with one space between.");
            merges.Add(line);
        }

        return merges;
    }
}
