namespace Ggsm.Users;

/// <summary>Texts that are one token each, whatever else the vocabulary holds.</summary>
public static class SpecialTokens
{
    /// <summary>The anchor: its final state is the user embedding.</summary>
    public const string User = "<USER>";

    /// <summary>Ends every answer: its final state is the answer embedding.</summary>
    public const string Eos = "<EOS>";

    /// <summary>Fills batches; never attended to.</summary>
    public const string Pad = "<PAD>";

    /// <summary>All of them: padding, end, anchor, then the modality tags in template order.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Pad, Eos, User, .. Modalities.All.SelectMany(m => new[] { m.OpeningTag(), m.ClosingTag() })];
}
