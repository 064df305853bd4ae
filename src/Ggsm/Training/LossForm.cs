namespace Ggsm.Training;

/// <summary>Which of the two forms of InfoNCE a run minimises.</summary>
public enum LossForm
{
    /// <summary>Equations 6 to 8: query-answer, user-user and answer-answer negatives.</summary>
    AsDescribed,

    /// <summary>What the released code does: query-answer negatives only.</summary>
    AsReleased,
}
