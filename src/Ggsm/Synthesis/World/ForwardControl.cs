namespace Ggsm.Synthesis.World;

/// <summary>What decides which contract events count, and with it which attention mask should find them easiest.</summary>
public enum ForwardControl
{
    /// <summary>
    /// Voiding by existence: a refund, a cancellation or an uninstall turns everything earlier under the same key into
    /// evidence against; what comes later counts again. Looking forward helps.
    /// </summary>
    Voiding,

    /// <summary>Only the latest event of each key counts. A causal decoder answers at the later token: nearly a tie.</summary>
    Latest,

    /// <summary>Only the first event of each key counts. A causal mask tells the order for free: it should win.</summary>
    First,

    /// <summary>
    /// As <see cref="Voiding"/>, and then what happened is dealt anew over the times within each modality. Labels stay;
    /// exactly the part of their signal that lies in the order is gone.
    /// </summary>
    Shuffled,
}
