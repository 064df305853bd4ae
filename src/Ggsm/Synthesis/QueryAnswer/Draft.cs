using Ggsm.Synthesis.QueryAnswer.Grammar;

namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>A question and its answer as first written.</summary>
/// <param name="Question">The question; it becomes the instruction of the user's prompt.</param>
/// <param name="Answer">The answer.</param>
public sealed record Draft(string Question, string Answer)
{
    /// <summary>What the pair is made of, such as <c>fact=trend</c>: hard pairs are searched for common ones.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>The facts the answer states, when the grammar wrote it.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>The wording of the answer's first sentence, and what decides the rest: so it can be written again with other numbers.</summary>
    internal (int First, ulong Seed) Wording { get; init; }
}
