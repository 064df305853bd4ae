namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>Anything that turns texts into vectors; used to measure how hard a pair is.</summary>
public interface ITextEmbedder
{
    /// <summary>What it is, for reports.</summary>
    string Name { get; }

    /// <summary>Embeds rendered prompts (the user and the question).</summary>
    /// <returns>One vector a prompt, all of one size, of any length.</returns>
    Task<IReadOnlyList<float[]>> EmbedQueriesAsync(IReadOnlyList<string> prompts, CancellationToken cancellation = default);

    /// <summary>Embeds answers.</summary>
    /// <returns>One vector an answer, of the prompts' size.</returns>
    Task<IReadOnlyList<float[]>> EmbedAnswersAsync(IReadOnlyList<string> answers, CancellationToken cancellation = default);
}
