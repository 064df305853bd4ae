namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>What comparing a draft with the whole profile found.</summary>
/// <param name="Answer">The answer to keep, rewritten where it had to be; null when the draft contradicts the profile.</param>
/// <param name="Reason">Why it was rejected, in a few words that group rejections; null when it was not.</param>
/// <param name="Detail">The contradiction itself.</param>
public sealed record Review(string? Answer, string? Reason = null, string? Detail = null);
