namespace Ggsm.Masks;

/// <summary>Which positions of the user segment see one another in <see cref="PrefixRecipe"/>.</summary>
public enum PrefixSpan
{
    /// <summary>All of them.</summary>
    History,

    /// <summary>Those of one modality.</summary>
    Modality,
}
