using System.Text.Json.Serialization;
using Ggsm.Contrastive;
using Ggsm.Users;

namespace Ggsm.Batches;

/// <summary>How people become sequences, and sequences batches.</summary>
public sealed record DataConfig
{
    /// <summary>How users become positions of the input: their events as text, or a position for each event.</summary>
    public InputForm Input { get; init; }

    /// <summary>
    /// How much of each modality a user's prompt takes at most, the newest events, by the modality's name; all six are always written out
    /// in <c>config.json</c>. What does not fit <see cref="MaxQueryLength"/> is left out besides.
    /// </summary>
    public IReadOnlyDictionary<string, int> Budget { get; init; } = new Dictionary<string, int>();

    /// <summary>Longest query in positions, the anchor included; a longer one loses its oldest events.</summary>
    public int MaxQueryLength { get; init; } = 256;

    /// <summary>Longest answer in tokens, <c>&lt;EOS&gt;</c> included.</summary>
    public int MaxAnswerLength { get; init; } = 128;

    /// <summary>Whether users' prompts carry the instruction of their pair; without, all are the prompt of the general embedding.</summary>
    public bool Instructions { get; init; } = true;

    /// <summary>
    /// The share of each data stream in a micro-batch by its name, such as <c>behavior</c> 3 and <c>qa</c> 1; pairs of other
    /// streams are left out. Empty draws pairs as they come.
    /// </summary>
    public IReadOnlyDictionary<string, double> Mix { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// Pairs in a micro-batch, and so candidates in a loss; accumulation adds no negatives. For the objective of the next token,
    /// sequences: all of them where the data has fewer.
    /// </summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>
    /// Micro-batches of a window in which pairs are sorted by the length of their query before they are divided, so that less of
    /// a batch is padding; 0 does not sort. Pairs of similar length are then one another's negatives. The length is counted in tokens
    /// up to 20,000 training pairs, beyond in bytes of the line a query is made from, which needs no tokenizing.
    /// </summary>
    public int BucketBatches { get; init; } = 8;

    /// <summary>
    /// Hard negatives taken of each pair at most, the first of its field <c>negatives</c>; 0 takes none, null all that are given.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? HardNegatives { get; init; }
}
