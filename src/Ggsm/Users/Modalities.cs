namespace Ggsm.Users;

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
