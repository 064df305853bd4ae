using System.Globalization;

namespace Ggsm.Synthesis.QueryAnswer.LanguageModel;

/// <summary>The budget is spent: what has been answered is kept in the cache, and nothing else was written.</summary>
public sealed class BudgetSpentException : Exception
{
    /// <param name="requests">Requests made.</param>
    /// <param name="tokens">Tokens paid for.</param>
    public BudgetSpentException(int requests, long tokens)
        : base(string.Create(CultureInfo.InvariantCulture, $"The budget is spent: {requests} requests, {tokens} tokens."))
    {
    }
}
