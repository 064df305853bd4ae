using Ggsm.Users;

namespace Ggsm.Notebooks;

/// <summary>A part of a tokenized prompt: one modality with its tags, the instruction, or the anchor.</summary>
/// <param name="Name"><c>bill</c> to <c>tabular</c>, <c>instruction</c>, or <c>&lt;USER&gt;</c>.</param>
/// <param name="Start">The position of its first token.</param>
/// <param name="Length">Its tokens.</param>
/// <param name="Text">What they say.</param>
public sealed record PromptSegment(string Name, int Start, int Length, string Text)
{
    /// <summary>What stands outside all tags.</summary>
    public const string Instruction = "instruction";

    /// <summary>Divides a prompt by its tags. Text without tags is one instruction.</summary>
    /// <param name="tokens">Token ids of a query, <c>[length]</c>.</param>
    /// <param name="tokenizer">What made them.</param>
    public static IReadOnlyList<PromptSegment> Divide(int[] tokens, UserTokenizer tokenizer)
    {
        var texts = tokenizer.DecodeEach(tokens);
        var segments = new List<PromptSegment>();
        int start = 0;
        string name = Instruction;
        for (int i = 0; i < tokens.Length; i++)
        {
            if (Modalities.All.Where(m => texts[i] == m.OpeningTag()).Select(m => m.Name()).FirstOrDefault() is { } opened)
            {
                // Where an event stands, the tag of its modality is repeated.
                if (opened != name) Begin(i, opened);
            }
            else if (texts[i] == SpecialTokens.User) Begin(i, SpecialTokens.User);
            else if (i > 0 && (Modalities.All.Any(m => texts[i - 1] == m.ClosingTag()) || texts[i - 1] == SpecialTokens.User)) Begin(i, Instruction);
        }

        Begin(tokens.Length, Instruction);
        return segments;

        void Begin(int position, string next)
        {
            if (position > start) segments.Add(new PromptSegment(name, start, position - start, tokenizer.Decode(tokens[start..position])));
            start = position;
            name = next;
        }
    }
}
