namespace Ggsm.Synthesis;

/// <summary>How the month after the as-of date is divided.</summary>
public enum FutureBins
{
    /// <summary>The first seven days, and what follows.</summary>
    FirstWeek,

    /// <summary>Four weeks, and what follows.</summary>
    Weeks,

    /// <summary>All of it as one.</summary>
    Month,
}
