namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>A writer's reply cannot be used, even after it was asked to repair it.</summary>
public sealed class UnusableReplyException : Exception
{
    /// <param name="problem">What is wrong with the reply.</param>
    public UnusableReplyException(string problem)
        : base(problem)
    {
    }
}
