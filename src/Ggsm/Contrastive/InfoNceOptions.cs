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

/// <summary>Which pairs of a batch count as negatives, besides the positive pair of user i and answer i.</summary>
[Flags]
public enum InfoNceNegatives
{
    /// <summary>User i and answer j.</summary>
    QueryAnswer = 1,

    /// <summary>User i and user j.</summary>
    UserUser = 2,

    /// <summary>Answer i and answer j.</summary>
    AnswerAnswer = 4,
}

/// <summary>A prefix of the embedding that is trained to stand on its own (Matryoshka representation learning, arXiv 2205.13147).</summary>
/// <param name="Size">The first so many numbers of the embedding.</param>
/// <param name="Weight">Its share in the mean of the losses, relative to the others.</param>
public sealed record MatryoshkaSize(int Size, double Weight = 1);

/// <summary>The rules that Matryoshka sizes keep to.</summary>
internal static class MatryoshkaSizes
{
    private const string Field = "loss.matryoshka";

    /// <summary>Checks sizes and weights, and that no size is larger than <paramref name="whole"/>.</summary>
    /// <exception cref="BadInputException">One cannot be used.</exception>
    public static void Check(IReadOnlyList<MatryoshkaSize> sizes, long whole = long.MaxValue)
    {
        foreach (var (size, weight) in sizes)
        {
            if (size < 1)
                throw new BadInputException($"{size} was given as a size; expected 1 or more.", field: Field);
            if (size > whole)
                throw new BadInputException($"the size {size} was given, but an embedding has only {whole} numbers.", field: Field, remedy: "Leave it out.");
            if (!(weight is > 0 and < double.PositiveInfinity))
                throw new BadInputException(FormattableString.Invariant($"{weight} was given as the weight of size {size}; expected more than 0."), field: Field + "_weights");
        }

        if (sizes.Select(s => s.Size).GroupBy(s => s).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new BadInputException($"the size {twice.Key} was given twice.", field: Field);
    }
}
