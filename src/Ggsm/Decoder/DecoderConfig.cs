namespace Ggsm.Decoder;

/// <summary>
/// The shape of a Qwen2-style decoder, as in a Hugging Face <c>config.json</c>.
/// <see cref="DecoderConfigFile"/> reads and writes that file.
/// </summary>
public sealed record DecoderConfig
{
    private const double UsualRange = 0.02;
    private const int UsualWidth = 768;

    /// <summary>Beside branches that keep their size, token embeddings have to be of a size that one update does not throw about.</summary>
    private const double SmallDecoderEmbeddings = 0.5;

    /// <summary>Tokens in the vocabulary.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Size of a hidden state.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Inner size of the feed-forward part.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Number of layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key and value heads; each serves <c>Heads / KeyValueHeads</c> query heads.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Size of one head, an even number.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Epsilon under the root of RMSNorm.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>Base of the rotary frequencies.</summary>
    public double RopeTheta { get; init; } = 10000;

    /// <summary>Whether the output head is the embedding matrix.</summary>
    public bool TieEmbeddings { get; init; } = true;

    /// <summary>The longest input the model was made for.</summary>
    public int MaxPositions { get; init; } = 2048;

    /// <summary>Standard deviation of fresh weight matrices.</summary>
    public double InitializerRange { get; init; } = UsualRange;

    /// <summary>
    /// Standard deviation of fresh token embeddings, and the size at which events enter the decoder; null for
    /// <see cref="InitializerRange"/>.
    /// </summary>
    public double? EmbeddingInitializerRange { get; init; }

    /// <summary>The size of fresh token embeddings.</summary>
    internal double EmbeddingRange => EmbeddingInitializerRange ?? InitializerRange;

    /// <summary>
    /// The standard deviation of fresh weight matrices that suits a width: one over its root, so that a projection keeps the size of
    /// what it reads. From a width of 768 on the usual 0.02 is near enough to that; at 64 it is six times too small, and the branches
    /// of the decoder add nothing.
    /// </summary>
    /// <param name="width">The size of a hidden state.</param>
    public static double RangeFor(int width) => width >= UsualWidth ? UsualRange : 1 / Math.Sqrt(width);

    /// <summary>The decoders trained from scratch in this workbook, their fresh weights sized by their width (<see cref="RangeFor"/>).</summary>
    /// <param name="preset"><c>quick</c> (a minute on two cores), <c>full</c> or <c>gpu</c>.</param>
    /// <param name="vocabularySize">Tokens in the vocabulary.</param>
    /// <exception cref="BadInputException">There is no such preset.</exception>
    public static DecoderConfig Preset(string preset, int vocabularySize) => preset switch
    {
        "quick" => Of(vocabularySize, hidden: 64, intermediate: 176, layers: 2, heads: 4, keyValueHeads: 2),
        "full" => Of(vocabularySize, hidden: 128, intermediate: 352, layers: 4, heads: 8, keyValueHeads: 4),
        "gpu" => Of(vocabularySize, hidden: 512, intermediate: 1408, layers: 8, heads: 8, keyValueHeads: 2),
        _ => throw new BadInputException($"there is no preset '{preset}'.", field: "preset", remedy: "Choose one of: quick, full, gpu."),
    };

    /// <summary>Checks that the numbers fit together.</summary>
    /// <param name="file">The file they came from, for the message.</param>
    /// <exception cref="BadInputException">One does not; the message names it.</exception>
    public void Validate(string? file = null)
    {
        Positive("vocab_size", VocabularySize);
        Positive("hidden_size", HiddenSize);
        Positive("intermediate_size", IntermediateSize);
        Positive("num_hidden_layers", Layers);
        Positive("num_attention_heads", Heads);
        Positive("num_key_value_heads", KeyValueHeads);
        Positive("head_dim", HeadSize);
        Positive("max_position_embeddings", MaxPositions);
        if (Heads % KeyValueHeads != 0)
            Refuse("num_key_value_heads", $"{KeyValueHeads} does not divide the {Heads} attention heads.");
        if (HeadSize % 2 != 0)
            Refuse("head_dim", $"{HeadSize} is odd; rotary embeddings turn pairs.");
        if (!(NormEpsilon is >= 0 and < double.PositiveInfinity))
            Refuse("rms_norm_eps", $"{NormEpsilon} is not a number of at least 0.");
        if (!(RopeTheta is > 0 and < double.PositiveInfinity))
            Refuse("rope_theta", $"{RopeTheta} is not a number above 0.");
        if (!(InitializerRange is >= 0 and < double.PositiveInfinity))
            Refuse("initializer_range", $"{InitializerRange} is not a number of at least 0.");
        if (!(EmbeddingRange is >= 0 and < double.PositiveInfinity))
            Refuse("embedding_initializer_range", $"{EmbeddingRange} is not a number of at least 0.");

        void Positive(string field, int value)
        {
            if (value <= 0)
                Refuse(field, $"{value} is not above 0.");
        }

        void Refuse(string field, string problem) => throw new BadInputException(problem, file, field: field);
    }

    private static DecoderConfig Of(int vocabulary, int hidden, int intermediate, int layers, int heads, int keyValueHeads) => new()
    {
        VocabularySize = vocabulary,
        HiddenSize = hidden,
        IntermediateSize = intermediate,
        Layers = layers,
        Heads = heads,
        KeyValueHeads = keyValueHeads,
        HeadSize = hidden / heads,
        InitializerRange = RangeFor(hidden),
        EmbeddingInitializerRange = hidden >= UsualWidth ? null : SmallDecoderEmbeddings,
    };
}
