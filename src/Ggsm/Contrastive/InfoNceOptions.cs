namespace Ggsm.Contrastive;

/// <summary>How the contrastive loss is computed. The paper gives neither temperature nor margin; the defaults are those of the released code.</summary>
public sealed record InfoNceOptions
{
    /// <summary>Equations 6 to 8 of arXiv 2602.10622: three kinds of negatives, log-sum-exp.</summary>
    public static InfoNceOptions AsDescribed { get; } = new();

    /// <summary>The released code: query-answer negatives only, plain exp and sum with 1e-8 under the logarithm.</summary>
    public static InfoNceOptions AsReleased { get; } = new() { Negatives = InfoNceNegatives.QueryAnswer, PlainSum = true };

    /// <summary>tau: similarities are divided by it.</summary>
    public double Temperature { get; init; } = 0.07;

    /// <summary>
    /// c_margin: a pair more similar than the positive pair by over this much is taken for a false negative and left out.
    /// Null keeps every negative.
    /// </summary>
    public double? Margin { get; init; } = 0.1;

    /// <summary>Which pairs count.</summary>
    public InfoNceNegatives Negatives { get; init; } =
        InfoNceNegatives.QueryAnswer | InfoNceNegatives.UserUser | InfoNceNegatives.AnswerAnswer;

    /// <summary>Averages the loss of users looking for answers with that of answers looking for users.</summary>
    public bool Symmetric { get; init; }

    /// <summary>
    /// Prefixes of the embedding to train, each by its own loss; the mean of these losses, by weight, is minimised. Empty trains
    /// the whole embedding alone. Whoever wants the whole one trained beside its prefixes lists its size as well.
    /// </summary>
    public IReadOnlyList<MatryoshkaSize> Matryoshka { get; init; } = [];

    /// <summary>Sums plain exponentials as the released code does, rather than by log-sum-exp.</summary>
    public bool PlainSum { get; init; }
}
