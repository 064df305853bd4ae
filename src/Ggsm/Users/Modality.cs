namespace Ggsm.Users;

/// <summary>The six sources of a user's behaviour (GG-SM, section on architecture), in the order of the input template.</summary>
public enum Modality
{
    /// <summary>Payments and other consumption.</summary>
    Bill,

    /// <summary>Visits to mini-programs: small services inside the app.</summary>
    MiniProgram,

    /// <summary>Super position model: which places of which page were seen or clicked.</summary>
    Spm,

    /// <summary>Apps installed, opened and removed.</summary>
    App,

    /// <summary>Search queries typed by the user.</summary>
    Search,

    /// <summary>Facts and aggregates without a time of their own.</summary>
    Tabular,
}
