using System.Globalization;

namespace Ggsm.Synthesis.QueryAnswer.LanguageModel;

/// <summary>What a run may spend, and what it has spent. Replies from the cache cost nothing.</summary>
public sealed class RequestBudget
{
    private readonly Lock gate = new();
    private readonly int? mostRequests;
    private readonly long? mostTokens;

    /// <param name="mostRequests">Requests made at most, repeated ones included; null for any number.</param>
    /// <param name="mostTokens">Tokens of prompts and replies; requests under way when they are spent still end. Null for any number.</param>
    public RequestBudget(int? mostRequests = null, long? mostTokens = null)
    {
        this.mostRequests = mostRequests;
        this.mostTokens = mostTokens;
    }

    /// <summary>Requests made.</summary>
    public int Requests { get; private set; }

    /// <summary>Tokens paid for, as the server counts them.</summary>
    public long Tokens { get; private set; }

    /// <summary>Replies that were in the cache.</summary>
    public int Cached { get; private set; }

    /// <exception cref="BudgetSpentException">Nothing is left.</exception>
    internal void TakeRequest()
    {
        lock (gate)
        {
            if (Requests >= mostRequests || Tokens >= mostTokens)
                throw new BudgetSpentException(Requests, Tokens);
            Requests++;
        }
    }

    internal void Pay(long tokens)
    {
        lock (gate)
            Tokens += tokens;
    }

    internal void NoteCached()
    {
        lock (gate)
            Cached++;
    }
}

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
