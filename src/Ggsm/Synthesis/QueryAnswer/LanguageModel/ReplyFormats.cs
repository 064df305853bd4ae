using System.Text.Json;
using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer.LanguageModel;

/// <summary>The replies asked for.</summary>
internal static class ReplyFormats
{
    private const string Text = """{"type": "string"}""";
    private const string Texts = """{"type": "array", "items": {"type": "string"}}""";
    private const string AllPlaces = "all";

    public static ReplyFormat<(string Question, string Answer)> Pair { get; } = new(
        "pair", Object(("question", Text), ("answer", Text)), e => (TextOf(e, "question"), TextOf(e, "answer")));

    public static ReplyFormat<IReadOnlyList<string>> Rules { get; } = new("rules", Object(("rules", Texts)), e => TextsOf(e, "rules"));

    public static ReplyFormat<Verdict> Review { get; } = new(
        "review",
        Object(
            ("verdict", """{"type": "string", "enum": ["keep", "rewrite", "reject"]}"""), ("answer", Text), ("reason", Text),
            ("claims", $$"""{"type": "array", "items": {{Object(("modality", Text), ("word", Text), ("count", """{"type": "integer"}"""))}}}""")),
        ReadVerdict);

    public static ReplyFormat<IReadOnlyList<Scenario>> Scenarios(ScenarioPool pool, int most) => new(
        "scenarios", Object(("scenarios", Texts)), e =>
        {
            Scenario[] chosen = [.. TextsOf(e, "scenarios").Distinct()
                .Select(id => pool.Find(id.Trim()) ?? throw new FormatException($"there is no scenario \"{id}\" in the list.")).Take(most)];
            return chosen.Length > 0 ? chosen : throw new FormatException("no scenario is named.");
        });

    private static Verdict ReadVerdict(JsonElement element)
    {
        var verdict = TextOf(element, "verdict");
        if (verdict is not ("keep" or "rewrite" or "reject"))
            throw new FormatException("\"verdict\" must be keep, rewrite or reject.");
        return new Verdict(
            verdict,
            verdict == "rewrite" ? TextOf(element, "answer") : "",
            element.TryGetProperty("reason", out var reason) && reason.ValueKind == JsonValueKind.String ? reason.GetString()! : "",
            [.. Required(element, "claims", JsonValueKind.Array, "an array").EnumerateArray().Select(ReadClaim)]);
    }

    private static CountClaim ReadClaim(JsonElement element)
    {
        var place = TextOf(element, "modality");
        Modality? modality = place == AllPlaces
            ? null
            : Modalities.OfEvents.Where(m => m.Name() == place).Select(m => (Modality?)m).FirstOrDefault()
                ?? throw new FormatException($"\"modality\" must be one of {string.Join(", ", Modalities.OfEvents.Select(m => m.Name()))}, {AllPlaces}; it is \"{place}\".");
        return new CountClaim(
            modality,
            Required(element, "word", JsonValueKind.String, "a text").GetString()!,
            Required(element, "count", JsonValueKind.Number, "a number").TryGetInt32(out var count) ? count : throw new FormatException("\"count\" must be a whole number."));
    }

    private static string TextOf(JsonElement element, string name) =>
        Required(element, name, JsonValueKind.String, "a text").GetString()!.Trim() is { Length: > 0 } text
            ? text
            : throw new FormatException($"\"{name}\" must not be empty.");

    private static IReadOnlyList<string> TextsOf(JsonElement element, string name) =>
        [.. Required(element, name, JsonValueKind.Array, "an array").EnumerateArray()
            .Select(e => e.ValueKind == JsonValueKind.String ? e.GetString()! : throw new FormatException($"\"{name}\" must hold texts only."))];

    private static JsonElement Required(JsonElement element, string name, JsonValueKind kind, string expected)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value))
            throw new FormatException($"\"{name}\" is missing.");
        return value.ValueKind == kind ? value : throw new FormatException($"\"{name}\" must be {expected}.");
    }

    private static string Object(params (string Name, string Schema)[] properties) =>
        $$"""{"type": "object", "properties": {{{string.Join(", ", properties.Select(p => $"\"{p.Name}\": {p.Schema}"))}}}, "required": [{{string.Join(", ", properties.Select(p => $"\"{p.Name}\""))}}], "additionalProperties": false}""";
}

/// <summary>The JSON a reply must be: the schema the server is given, and the reader that checks it.</summary>
/// <param name="Name">The schema's name.</param>
/// <param name="Schema">The JSON schema.</param>
/// <param name="Read">Reads the object; throws <see cref="FormatException"/> that says what is wrong with it.</param>
internal sealed record ReplyFormat<T>(string Name, string Schema, Func<JsonElement, T> Read)
{
    /// <summary>Reads a reply; what stands around the object (a fence, thoughts) is passed over.</summary>
    /// <exception cref="FormatException">The reply is not the object asked for.</exception>
    public T Parse(string reply)
    {
        var thought = reply.LastIndexOf("</think>", StringComparison.Ordinal);
        var text = thought < 0 ? reply : reply[thought..];
        var (first, last) = (text.IndexOf('{'), text.LastIndexOf('}'));
        if (first < 0 || last < first)
            throw new FormatException("there is no JSON object in it.");
        try
        {
            using var document = JsonDocument.Parse(text[first..(last + 1)]);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new FormatException($"it is not valid JSON ({e.Message.Split('.')[0]}).", e);
        }
    }
}

/// <summary>What a language model says about a draft.</summary>
/// <param name="Decision"><c>keep</c>, <c>rewrite</c> or <c>reject</c>.</param>
/// <param name="Answer">The corrected answer of a rewrite.</param>
/// <param name="Reason">Why.</param>
/// <param name="Claims">The counts that the final answer states.</param>
internal sealed record Verdict(string Decision, string Answer, string Reason, IReadOnlyList<CountClaim> Claims);

/// <summary>A count of events that an answer states, so that it need not be believed.</summary>
/// <param name="Modality">Where; null for everywhere.</param>
/// <param name="Word">The words that the events contain; empty for every event.</param>
/// <param name="Count">How many there are said to be.</param>
internal sealed record CountClaim(Modality? Modality, string Word, int Count)
{
    public int TrueCount(UserProfile user)
    {
        string[] words = [.. Words.Of(Word)];
        return user.History.Count(e => (Modality is null || e.Modality == Modality) && words.All(Words.Of(PromptTemplate.RenderEvent(e)).Contains));
    }
}
