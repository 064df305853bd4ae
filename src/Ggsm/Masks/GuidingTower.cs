namespace Ggsm.Masks;

/// <summary>Whose gradients guide a tower's mask.</summary>
public enum GuidingTower
{
    /// <summary>Its own.</summary>
    Own,

    /// <summary>The user tower's, for both, position by position: as the released code does.</summary>
    User,
}
