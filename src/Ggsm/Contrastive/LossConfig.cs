using System.Text.Json.Serialization;

namespace Ggsm.Contrastive;

/// <summary>Which of the two forms of InfoNCE a run minimises.</summary>
public enum LossForm
{
    /// <summary>Equations 6 to 8: query-answer, user-user and answer-answer negatives.</summary>
    AsDescribed,

    /// <summary>What the released code does: query-answer negatives only.</summary>
    AsReleased,
}

/// <summary>What a run minimises.</summary>
public sealed record LossConfig
{
    /// <summary>Which form of InfoNCE.</summary>
    public LossForm Form { get; init; } = LossForm.AsReleased;

    /// <summary>Temperature tau of the loss; the paper gives none, the released code 0.07 and 0.02.</summary>
    public double Temperature { get; init; } = 0.07;

    /// <summary>
    /// Whether the temperature is trained with the model, from <see cref="Temperature"/> on, as its logarithm, without weight decay
    /// and between 0.01 and 1 (see <see cref="LearnableTemperature"/>).
    /// </summary>
    public bool LearnTemperature { get; init; }

    /// <summary>
    /// Negatives more similar than the positive pair by more than this are left out (c_margin); null keeps all. The paper
    /// gives no value, the released code 0.1. Before contrastive training all users look alike, and a margin then takes
    /// every user-user negative for a false one until the towers have come apart: the presets keep all.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? Margin { get; init; }

    /// <summary>Whether the loss is also taken from answers to users, and averaged.</summary>
    public bool Symmetric { get; init; }

    /// <summary>
    /// Matryoshka: prefixes of the embedding, in numbers, each of which is trained to stand on its own; the loss is the mean of
    /// theirs. Empty trains the whole embedding alone. The largest is the size the model embeds with, so list the decoder's
    /// hidden size too to keep it. Where there is a projection head, they are prefixes of what comes out of it.
    /// </summary>
    public IReadOnlyList<int> Matryoshka { get; init; } = [];

    /// <summary>The weight of each of <see cref="Matryoshka"/> in the mean; empty gives all the same.</summary>
    public IReadOnlyList<double> MatryoshkaWeights { get; init; } = [];

    /// <summary>
    /// Next token: what the bag of words at the end of each sequence counts beside the next tokens: the loss is the mean over these, plus
    /// this times the mean over the bags. At 0 the last position learns nothing: a language model alone.
    /// </summary>
    public double BagOfWordsWeight { get; init; } = 2;

    /// <summary>The options of InfoNCE.</summary>
    [JsonIgnore]
    public InfoNceOptions Options => (Form == LossForm.AsReleased ? InfoNceOptions.AsReleased : InfoNceOptions.AsDescribed) with
    {
        Temperature = Temperature,
        Margin = Margin,
        Symmetric = Symmetric,
        Matryoshka = [.. Matryoshka.Select((size, i) => new MatryoshkaSize(size, MatryoshkaWeights.Count == 0 ? 1 : MatryoshkaWeights[i]))],
    };
}
