namespace Ggsm.Users;

/// <summary>Sides of a hold-out; all pairs of one user lie on one side.</summary>
public enum DataSplit
{
    /// <summary>Trained on.</summary>
    Train,

    /// <summary>Never trained on; measured on.</summary>
    HeldOut,
}
