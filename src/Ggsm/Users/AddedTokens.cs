using System.Text.Json;

namespace Ggsm.Users;

/// <summary>
/// The tokens that are one token wherever they stand, gathered from every file of a folder that lists them. The files must
/// agree with one another and with the vocabulary.
/// </summary>
internal sealed class AddedTokens(Dictionary<string, int> vocabulary)
{
    private readonly Dictionary<int, string> taken = vocabulary.ToDictionary(t => t.Value, t => t.Key);

    /// <summary>Their ids by text.</summary>
    public Dictionary<string, int> Ids { get; } = [];

    /// <summary>The id of a token that is in a file; one of the vocabulary becomes an added token by this.</summary>
    public int? Known(string token)
    {
        if (!Ids.ContainsKey(token) && vocabulary.TryGetValue(token, out var plain))
            Ids[token] = plain;
        return Ids.TryGetValue(token, out var id) ? id : null;
    }

    /// <summary>Adds a token given by an object with its text as <c>content</c> and flags.</summary>
    public void Add(int id, JsonRecord token)
    {
        foreach (var flag in new[] { "lstrip", "rstrip", "single_word" })
        {
            if (token.Element.TryGetProperty(flag, out var value) && value.ValueKind == JsonValueKind.True)
                throw token.Error("true is not supported: the token is found wherever its text stands, and takes no blanks with it.", flag, "Use the tokenizer of a Qwen2 model.");
        }

        var content = token.Required("content", "the token's text");
        if (content.ValueKind != JsonValueKind.String)
            throw token.Error($"expected the token's text, found {JsonRecord.Describe(content)}.", "content", TokenizerFolder.Repair);
        Add(token.StringOf(content, "content"), id, token, "content");
    }

    /// <summary>Adds a token.</summary>
    /// <param name="token">Its text.</param>
    /// <param name="id">Its id.</param>
    /// <param name="record">Where it stands, for the message.</param>
    /// <param name="field">The field there.</param>
    public void Add(string token, int id, JsonRecord record, string field)
    {
        if (token.Length == 0 || id < 0)
            throw record.Error("expected a token that is not empty and an id of at least 0.", field, TokenizerFolder.Repair);
        if (taken.TryGetValue(id, out var owner) && owner != token)
            throw record.Error($"the id {id} already belongs to {owner}.", field, TokenizerFolder.Repair);
        if ((Ids.TryGetValue(token, out var other) || vocabulary.TryGetValue(token, out other)) && other != id)
            throw record.Error($"the token has the id {other} elsewhere, here it has {id}.", field, TokenizerFolder.Repair);
        taken[id] = token;
        Ids[token] = id;
    }
}
