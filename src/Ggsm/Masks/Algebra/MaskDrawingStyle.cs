namespace Ggsm.Masks.Algebra;

/// <summary>How <see cref="MaskDrawing"/> shows a weight.</summary>
public enum MaskDrawingStyle
{
    /// <summary>By the darkness of the cell.</summary>
    Shades,

    /// <summary>In tenths.</summary>
    Digits,
}
