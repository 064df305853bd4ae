namespace Ggsm.Training;

/// <summary>Which states of the last layer become the embedding of a text.</summary>
public enum PoolingMode
{
    /// <summary>The state of the last real token: <c>&lt;USER&gt;</c> of a query, <c>&lt;EOS&gt;</c> of an answer (paper, equations 9 to 14).</summary>
    Anchor,

    /// <summary>The mean over the real tokens, as the released code does.</summary>
    Mean,
}
