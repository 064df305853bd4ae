using System.Buffers.Binary;
using System.Security.Cryptography;
using Ggsm.Synthesis;
using Ggsm.Users;

namespace Ggsm.Batches;

/// <summary>The pairs of a run: what it trains on, and the people it never sees.</summary>
public sealed record TrainingData
{
    /// <summary>Pairs to train on.</summary>
    public required IReadOnlyList<TokenPair> Train { get; init; }

    /// <summary>
    /// For each pair of <see cref="Train"/> a number for the user it is about: pairs of one user do not share a batch where
    /// that can be avoided. Null takes every pair for a user of its own.
    /// </summary>
    public IReadOnlyList<int>? TrainUsers { get; init; }

    /// <summary>Pairs of other users, for the retrieval test at the end; may be empty.</summary>
    public required IReadOnlyList<TokenPair> HeldOut { get; init; }

    /// <summary>
    /// People of whom nothing is in <see cref="Train"/>, with labels, for probes along the run: at most as many as asked for, each
    /// once. Read when it is called; empty where nobody has labels.
    /// </summary>
    public Func<int, IEnumerable<LabelledUser>> HeldOutPeople { get; init; } = _ => [];

    /// <summary>Number of token ids.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>The id that fills short rows.</summary>
    public required int PadId { get; init; }

    /// <summary>The ids that mark the parts of a query; null when queries have none.</summary>
    public PromptMarks? Marks { get; init; }

    /// <summary>The tokenizer the ids come from, kept with the run so that it can embed text; null when there is none.</summary>
    public UserTokenizer? Tokenizer { get; init; }

    /// <summary>Whether the tokenizer was made before this run, and so may be the one that some weights were trained with.</summary>
    public bool TokenizerIsGiven { get; init; } = true;

    /// <summary>
    /// Loads a data folder, a file or a world that is made while it is read (see <see cref="DataSource"/>) with the lengths of the configuration. A run
    /// of named streams (<see cref="DataConfig.Mix"/>) is tested on the held-out pairs of these.
    /// </summary>
    /// <param name="path">The data.</param>
    /// <param name="config">Lengths and streams.</param>
    /// <param name="tokenizers">Folders whose tokenizer cuts the texts: that of the first that has one, else the data's own.</param>
    /// <exception cref="BadInputException">Something is missing or malformed: names file, line and field.</exception>
    public static TrainingData Load(string path, DataConfig config, params IEnumerable<string?> tokenizers)
    {
        var data = Of(DataSource.Load(path, new PairDatasetOptions
        {
            MaxQueryLength = config.MaxQueryLength,
            MaxAnswerLength = config.MaxAnswerLength,
            Instructions = config.Instructions,
            Input = config.Input,
            Budget = new ModalityBudget(config.Budget),
            Tokenizer = tokenizers.FirstOrDefault(folder => folder is not null && UserTokenizer.IsIn(folder)) is { } given ? UserTokenizer.Load(given) : null,
        }));
        return config.Mix.Count == 0 ? data : data with { HeldOut = OfStreams((TokenizedPairs)data.HeldOut, config.Mix) };
    }

    /// <summary>The pairs of a data set.</summary>
    public static TrainingData Of(PairDataset dataset) => new()
    {
        Train = dataset.Train,
        TrainUsers = ((TokenizedPairs)dataset.Train).Users(),
        HeldOut = dataset.HeldOut,
        HeldOutPeople = ((TokenizedPairs)dataset.HeldOut).LabelledUsers,
        VocabularySize = dataset.Tokenizer.VocabularySize,
        PadId = dataset.Tokenizer.PadId,
        Marks = dataset.Tokenizer.Marks,
        Tokenizer = dataset.Tokenizer,
        TokenizerIsGiven = dataset.TokenizerIsGiven,
    };

    private static MapStyleList<TokenPair> OfStreams(TokenizedPairs pairs, IReadOnlyDictionary<string, double> mix)
    {
        int[] chosen = [.. Enumerable.Range(0, pairs.Count).Where(i => mix.ContainsKey(pairs.Sources[i] ?? ""))];
        return new MapStyleList<TokenPair>(chosen.Length, i => pairs[chosen[i]]);
    }

    /// <summary>Which data stream made each pair of <see cref="Train"/>.</summary>
    internal IReadOnlyList<string?> TrainSources() =>
        Train is TokenizedPairs pairs ? pairs.Sources : [.. Train.Select(p => p.Source)];

    /// <summary>How long query and answer of a training pair are, for sorting only (see <see cref="TokenizedPairs.Size"/>).</summary>
    internal (int Query, int Answer) SizeOf(int pair) =>
        Train is TokenizedPairs pairs ? pairs.Size(pair) : (Train[pair].Query.Length, Train[pair].Answer.Length);

    /// <summary>
    /// SHA-256 over the training pairs, their hard negatives, their users and the vocabulary, lower-case hexadecimal: over the tokens
    /// where they are at hand, else over what they are made from.
    /// </summary>
    internal string Fingerprint()
    {
        if (Train is TokenizedPairs made)
            return made.Fingerprint();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append([VocabularySize, PadId, Train.Count]);
        foreach (var pair in Train)
        {
            Append([pair.Query.Length, pair.Answer.Length]);
            Append(pair.Query);
            Append(pair.Answer);
        }

        Append([.. TrainUsers ?? []]);
        foreach (var (pair, i) in Train.Select((pair, i) => (pair, i)).Where(p => p.pair.Negatives.Count > 0))
        {
            Append([i, pair.Negatives.Count]);
            foreach (var negative in pair.Negatives)
            {
                Append([negative.Length]);
                Append(negative);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(ReadOnlySpan<int> values)
        {
            var bytes = new byte[values.Length * sizeof(int)];
            for (var i = 0; i < values.Length; i++)
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), values[i]);
            hash.AppendData(bytes);
        }
    }
}
