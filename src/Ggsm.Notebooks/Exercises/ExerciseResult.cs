namespace Ggsm.Notebooks.Exercises;

/// <summary>What a check says of an answer.</summary>
/// <param name="Passed">Whether the answer holds.</param>
/// <param name="Message">Why it holds, or the cause of the error.</param>
public sealed record ExerciseResult(bool Passed, string Message)
{
    /// <summary>The answer holds.</summary>
    public static ExerciseResult Right(string message) => new(true, message);

    /// <summary>The answer does not hold yet; <paramref name="cause"/> names what is wrong with it.</summary>
    public static ExerciseResult Wrong(string cause) => new(false, cause);

    /// <inheritdoc/>
    public override string ToString() => $"{(Passed ? "Right" : "Not yet")}: {Message}";
}
