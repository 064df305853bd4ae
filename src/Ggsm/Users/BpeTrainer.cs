namespace Ggsm.Users;

/// <summary>
/// Learns a byte-level BPE vocabulary (Sennrich and others, 2016): starting from the 256 bytes, the most frequent pair
/// of neighbours within a word becomes a token, again and again. Equal counts are decided by the tokens' ordinal order,
/// so the same texts give the same files.
/// </summary>
public static class BpeTrainer
{
    /// <summary>The size of the vocabulary shipped with the samples.</summary>
    public const int DefaultVocabularySize = 2048;

    private const int LeastCount = 2;

    /// <summary>Learns from texts; special tokens in them are left out.</summary>
    /// <param name="texts">What the tokenizer shall be good at.</param>
    /// <param name="vocabularySize">Tokens in all, bytes and special tokens included; fewer when the texts hold no more pairs.</param>
    /// <param name="cancellation">Stops between merges.</param>
    public static UserTokenizer Train(
        IEnumerable<string> texts, int vocabularySize = DefaultVocabularySize, CancellationToken cancellation = default)
    {
        var smallest = ByteAlphabet.All.Count + SpecialTokens.All.Count;
        if (vocabularySize < smallest)
        {
            throw new BadInputException($"a byte-level vocabulary has at least {smallest} tokens, {vocabularySize} were asked for.",
                field: "vocabulary size", remedy: $"Ask for {smallest} or more.");
        }

        var tokens = ByteAlphabet.All.Select(c => c.ToString()).ToList();
        var merges = new List<string>();
        var corpus = new Corpus(CountWords(texts), tokens);
        while (tokens.Count + SpecialTokens.All.Count < vocabularySize && corpus.BestPair(LeastCount) is var (left, right))
        {
            cancellation.ThrowIfCancellationRequested();
            merges.Add($"{tokens[left]} {tokens[right]}");
            var merged = tokens[left] + tokens[right];
            var known = tokens.IndexOf(merged);
            if (known < 0)
            {
                known = tokens.Count;
                tokens.Add(merged);
            }

            corpus.Merge(left, right, known);
        }

        return UserTokenizer.Create(tokens, merges);
    }

    /// <summary>Learns from the training side of a data folder or pair file: what <c>data tokenizer</c> does.</summary>
    /// <param name="path">As in <see cref="PairDataset.Load"/>.</param>
    /// <param name="vocabularySize">Tokens in all.</param>
    /// <param name="cancellation">Stops between merges.</param>
    public static UserTokenizer TrainFrom(
        string path, int vocabularySize = DefaultVocabularySize, CancellationToken cancellation = default)
    {
        var texts = PairTexts.Read(path, new PairDatasetOptions());
        return Train(texts.Pairs(texts.Train).SelectMany(p => new[] { p.Query, p.Answer }), vocabularySize, cancellation);
    }

    private static Dictionary<string, int> CountWords(IEnumerable<string> texts)
    {
        var specials = SpecialTokens.All.Select((t, i) => KeyValuePair.Create(t, i)).ToDictionary();
        var (composed, splitter) = (new ComposedText(specials.Keys), new QwenWords(specials));
        var counts = new Dictionary<string, int>();
        foreach (var text in texts.Select(composed.Normalize))
        {
            foreach (var (offset, length) in splitter.PreTokenize(text))
            {
                var word = text.Substring(offset, length);
                if (!specials.ContainsKey(word))
                    counts[word] = counts.GetValueOrDefault(word) + 1;
            }
        }

        return counts;
    }

    /// <summary>The distinct words as token sequences, with an index from each pair to the words that hold it.</summary>
    private sealed class Corpus
    {
        private readonly List<(List<int> Tokens, int Count)> words = [];
        private readonly Dictionary<(int Left, int Right), int> pairCounts = [];
        private readonly Dictionary<(int Left, int Right), HashSet<int>> wordsOfPair = [];
        private readonly List<string> texts;

        public Corpus(Dictionary<string, int> counts, List<string> tokens)
        {
            texts = tokens;
            var ids = tokens.Select((t, i) => (t[0], i)).ToDictionary();
            foreach (var (word, count) in counts.OrderBy(c => c.Key, StringComparer.Ordinal))
            {
                words.Add(([.. ByteAlphabet.Spell(word).Select(c => ids[c])], count));
                Count(words.Count - 1, +1);
            }
        }

        public (int Left, int Right)? BestPair(int leastCount)
        {
            (int Left, int Right)? best = null;
            var bestCount = leastCount - 1;
            foreach (var (pair, count) in pairCounts)
            {
                if (count > bestCount || (count == bestCount && best is { } other && Precedes(pair, other)))
                    (best, bestCount) = (pair, count);
            }

            return best;
        }

        public void Merge(int left, int right, int merged)
        {
            foreach (var index in wordsOfPair[(left, right)].ToArray())
            {
                Count(index, -1);
                var tokens = words[index].Tokens;
                for (var i = 0; i < tokens.Count - 1; i++)
                {
                    if (tokens[i] == left && tokens[i + 1] == right)
                    {
                        tokens[i] = merged;
                        tokens.RemoveAt(i + 1);
                    }
                }

                Count(index, +1);
            }
        }

        private bool Precedes((int Left, int Right) a, (int Left, int Right) b)
        {
            var order = string.CompareOrdinal(texts[a.Left], texts[b.Left]);
            return order < 0 || (order == 0 && string.CompareOrdinal(texts[a.Right], texts[b.Right]) < 0);
        }

        private void Count(int index, int sign)
        {
            var (tokens, count) = words[index];
            for (var i = 0; i < tokens.Count - 1; i++)
            {
                var pair = (tokens[i], tokens[i + 1]);
                var total = pairCounts.GetValueOrDefault(pair) + (sign * count);
                if (total == 0)
                    pairCounts.Remove(pair);
                else
                    pairCounts[pair] = total;

                if (!wordsOfPair.TryGetValue(pair, out var holders))
                    wordsOfPair[pair] = holders = [];
                if (sign > 0)
                    holders.Add(index);
                else
                    holders.Remove(index);
            }
        }
    }
}
