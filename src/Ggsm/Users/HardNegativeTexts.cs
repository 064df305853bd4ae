namespace Ggsm.Users;

/// <summary>Reads the field <c>negatives</c> of a pair.</summary>
internal static class HardNegativeTexts
{
    private const string Name = "negatives";

    /// <summary>The texts; null when the pair has none.</summary>
    /// <exception cref="BadInputException">One is empty or no text, or is the answer itself.</exception>
    public static IReadOnlyList<string>? Read(JsonRecord record, string answer)
    {
        if (record.OptionalTexts(Name) is not { Count: > 0 } texts)
            return null;
        for (var i = 0; i < texts.Count; i++)
        {
            if (texts[i] == answer)
                throw record.Error("the answer of the pair is listed as a wrong one.", $"{Name}[{i}]", "Take it out of the list.");
        }

        return texts;
    }
}
