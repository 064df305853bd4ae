namespace Ggsm.Contrastive;

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
