namespace Ggsm.Masks;

/// <summary>The side of a training pair that is being encoded. Both towers share one decoder.</summary>
public enum Tower
{
    /// <summary>The user tower: history, instruction and the anchor <c>&lt;USER&gt;</c>.</summary>
    User,

    /// <summary>The answer tower: the answer and its closing <c>&lt;EOS&gt;</c>.</summary>
    Answer,
}
