using Ggsm.Decoder;
using Ggsm.Runs;
using Ggsm.Users;

namespace Ggsm.Encoders;

/// <summary>
/// How a trained decoder is to be used as an encoder; <c>encoder.json</c> beside the weights. A decoder read under
/// another mask or pooling than it was trained for embeds badly without any error, so this travels with it.
/// </summary>
public sealed record EncoderSettings
{
    /// <summary>The file's name.</summary>
    public const string FileName = "encoder.json";

    /// <summary>The format of <c>encoder.json</c> this version writes, and the newest it reads.</summary>
    public const int CurrentFormatVersion = 1;

    /// <summary>The format of the file.</summary>
    public int FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>The mask recipe; encoding uses the mask it ends with.</summary>
    public string Recipe { get; init; } = "bidirectional";

    /// <summary>The recipe's own options.</summary>
    public IReadOnlyDictionary<string, string> RecipeOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>Which states become the embedding.</summary>
    public PoolingMode Pooling { get; init; } = PoolingMode.Last;

    /// <summary>What stands between the pooled state and the loss.</summary>
    public ProjectionHead ProjectionHead { get; init; }

    /// <summary>Which state is the embedding where there is a head.</summary>
    public EmbeddingState Embedding { get; init; }

    /// <summary>How users become positions of the input.</summary>
    public InputForm Input { get; init; }

    /// <summary>How much of each modality is taken, by name; modalities not named have the default of <see cref="ModalityBudget"/>.</summary>
    public IReadOnlyDictionary<string, int> Budget { get; init; } = new Dictionary<string, int>();

    /// <summary>Longest query in positions.</summary>
    public int MaxQueryLength { get; init; } = 512;

    /// <summary>Longest answer in tokens.</summary>
    public int MaxAnswerLength { get; init; } = 512;

    /// <summary>
    /// Prefixes of what the loss compares that were trained to stand on their own (<c>loss.matryoshka</c>); empty for
    /// the whole alone.
    /// </summary>
    public IReadOnlyList<int> Matryoshka { get; init; } = [];

    /// <summary>Numbers of the embedding to keep; null keeps the largest that was trained.</summary>
    public int? Dimension { get; init; }

    /// <summary>Reads <c>encoder.json</c> of a model folder; the defaults (fully bidirectional, anchor pooling) when there is none.</summary>
    /// <exception cref="BadInputException">The file is damaged, or was written by a newer version.</exception>
    public static EncoderSettings LoadOrDefault(string modelDirectory)
    {
        var path = Path.Combine(modelDirectory, FileName);
        return File.Exists(path) ? RunJson.ReadFile<EncoderSettings>(path, CurrentFormatVersion) : new();
    }

    /// <summary>The sizes of an embedding that were trained for: the whole state, or where the loss compares this state the prefixes it was given.</summary>
    /// <param name="state">The state.</param>
    /// <param name="hiddenSize">The decoder's.</param>
    internal IReadOnlyList<int> TrainedSizes(EmbeddingState state, int hiddenSize)
    {
        var compared = state == EmbeddingState.Head || ProjectionHead == ProjectionHead.None;
        return compared && Matryoshka.Count > 0 ? Matryoshka : [WidthOf(state, hiddenSize)];
    }

    /// <summary>The size of an embedding by a decoder of a hidden size.</summary>
    /// <param name="state">Which state.</param>
    /// <param name="hiddenSize">The decoder's.</param>
    /// <exception cref="BadInputException">The state has fewer numbers than are asked for.</exception>
    internal int SizeOf(EmbeddingState state, int hiddenSize)
    {
        var compared = ProjectionHeads.SizeOf(ProjectionHead, hiddenSize);
        Require(Matryoshka.DefaultIfEmpty(1).Max(), compared, "matryoshka");
        Require(Matryoshka.DefaultIfEmpty(1).Min(), compared, "matryoshka");
        Require(Dimension ?? 1, WidthOf(state, hiddenSize), "dimension");
        return Dimension ?? TrainedSizes(state, hiddenSize).Max();

        static void Require(int size, int most, string field)
        {
            if (size < 1 || size > most)
                throw new BadInputException($"an embedding of {size} numbers was asked for; the encoder's has {most}.", field: field, remedy: $"Give 1 to {most}.");
        }
    }

    private int WidthOf(EmbeddingState state, int hiddenSize) =>
        state == EmbeddingState.Head ? ProjectionHeads.SizeOf(ProjectionHead, hiddenSize) : hiddenSize;

    internal void Save(string modelDirectory) =>
        AtomicFile.WriteText(Path.Combine(modelDirectory, FileName), RunJson.Write(this));
}

/// <summary>Which states of the last layer become the embedding of a text.</summary>
public enum PoolingMode
{
    /// <summary>The state of the last real token: <c>&lt;USER&gt;</c> of a query, <c>&lt;EOS&gt;</c> of an answer (paper, equations 9 to 14).</summary>
    Last,

    /// <summary>The mean over the real tokens, as the released code does.</summary>
    Mean,
}

/// <summary>Which numbers of an encoder with a projection head are a user's embedding. Without a head they are the same.</summary>
public enum EmbeddingState
{
    /// <summary>The pooled state, before the head: what a probe reads.</summary>
    Pooled,

    /// <summary>What comes out of the head: what the loss compares, and so what answers are found by.</summary>
    Head,
}
