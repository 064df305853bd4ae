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

/// <summary>Names and tags of the modalities, as files and the input template spell them.</summary>
public static class Modalities
{
    /// <summary>All six, in template order.</summary>
    public static IReadOnlyList<Modality> All { get; } = Enum.GetValues<Modality>();

    /// <summary>The five that hold events; <see cref="Modality.Tabular"/> holds facts.</summary>
    public static IReadOnlyList<Modality> OfEvents { get; } = [.. All.Where(m => m != Modality.Tabular)];

    /// <summary>The name in files and tags: <c>bill</c>, <c>minipro</c>, <c>spm</c>, <c>app</c>, <c>search</c>, <c>tabular</c>.</summary>
    public static string Name(this Modality modality) => modality switch
    {
        Modality.Bill => "bill",
        Modality.MiniProgram => "minipro",
        Modality.Spm => "spm",
        Modality.App => "app",
        Modality.Search => "search",
        Modality.Tabular => "tabular",
        _ => throw new ArgumentOutOfRangeException(nameof(modality), modality, "not a modality"),
    };

    /// <summary>The tag that opens the modality's part of the template, such as <c>&lt;bill&gt;</c>.</summary>
    public static string OpeningTag(this Modality modality) => $"<{modality.Name()}>";

    /// <summary>The tag that closes it, such as <c>&lt;/bill&gt;</c>.</summary>
    public static string ClosingTag(this Modality modality) => $"</{modality.Name()}>";
}
