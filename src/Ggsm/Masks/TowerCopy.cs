namespace Ggsm.Masks;

/// <summary>Which copy of the decoder runs or gives a gradient.</summary>
public enum TowerCopy
{
    /// <summary>The decoder in training.</summary>
    Live,

    /// <summary>A copy kept as it was at the first step.</summary>
    Frozen,
}
