namespace Ggsm.Masks;

/// <summary>Which copy of the decoder runs or gives a gradient, and when.</summary>
public enum TowerCopy
{
    /// <summary>The decoder in training; its gradients arrive after the step's plan was made.</summary>
    Live,

    /// <summary>
    /// The decoder in training, run once ahead of the live pass on the same rows, for the gradients of its states alone; they
    /// arrive before the live plan is made.
    /// </summary>
    Ahead,

    /// <summary>A copy kept as it was at the first step, run ahead of the live pass as <see cref="Ahead"/> is.</summary>
    Frozen,
}
