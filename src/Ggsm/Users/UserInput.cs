namespace Ggsm.Users;

/// <summary>Makes what the user tower reads of a user, in either form: one place for length, budget and form.</summary>
public sealed class UserInput
{
    private readonly UserTokenizer tokenizer;
    private readonly int maxLength;
    private readonly ModalityBudget budget;
    private readonly EventPrompt? events;

    /// <param name="tokenizer">What makes the tokens.</param>
    /// <param name="form">Text, or one position for each event.</param>
    /// <param name="maxLength">Positions at most, anchor included.</param>
    /// <param name="budget">How much of each modality is taken; null for the default.</param>
    public UserInput(UserTokenizer tokenizer, InputForm form, int maxLength, ModalityBudget? budget = null)
    {
        this.tokenizer = tokenizer;
        this.maxLength = maxLength;
        this.budget = budget ?? ModalityBudget.Default;
        events = form == InputForm.Events ? new EventPrompt(tokenizer, this.budget) : null;
    }

    /// <summary>What the tower reads of a user.</summary>
    /// <param name="profile">The user.</param>
    /// <param name="instruction">What the embedding is for; empty gives the general embedding.</param>
    /// <exception cref="BadInputException">The length has no room for the template.</exception>
    public TokenSequence Of(UserProfile profile, string? instruction = null) =>
        events?.Encode(profile, instruction, maxLength) ?? OfText(PromptTemplate.Render(profile, instruction, budget));

    /// <summary>What the tower reads of a query that is given as a text, in either form.</summary>
    /// <exception cref="BadInputException">The length has no room for the template.</exception>
    public TokenSequence OfText(string query) => tokenizer.EncodeQuery(query, maxLength);
}
