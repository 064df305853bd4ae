using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>
/// The difficulty of a pair, S_d = 1 - cos(Emb(user + question), Emb(answer)) (GG-SM, data section): 0 when an embedder
/// already puts them together, 1 when it sees nothing in common, at most 2.
/// </summary>
public static class Difficulty
{
    private const int PairsAtOnce = 32;

    /// <summary>Measures pairs in order.</summary>
    /// <param name="embedder">The embedder.</param>
    /// <param name="pairs">User, question and answer of each pair.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public static async Task<IReadOnlyList<double>> MeasureAsync(
        ITextEmbedder embedder, IReadOnlyList<(UserProfile User, string Question, string Answer)> pairs, CancellationToken cancellation = default)
    {
        var difficulties = new List<double>(pairs.Count);
        foreach (var batch in pairs.Chunk(PairsAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            var prompts = await embedder.EmbedQueriesAsync([.. batch.Select(p => PromptTemplate.Render(p.User, p.Question))], cancellation).ConfigureAwait(false);
            var answers = await embedder.EmbedAnswersAsync([.. batch.Select(p => p.Answer)], cancellation).ConfigureAwait(false);
            difficulties.AddRange(prompts.Zip(answers, Of));
        }

        return difficulties;
    }

    /// <summary>1 - cos of two vectors, to six decimals; 1 when one of them is zero.</summary>
    /// <exception cref="ArgumentException">The vectors differ in size.</exception>
    public static double Of(float[] prompt, float[] answer)
    {
        if (prompt.Length != answer.Length)
            throw new ArgumentException($"A prompt has {prompt.Length} numbers and an answer {answer.Length}; an embedder gives both one size.", nameof(answer));
        double product = 0, promptSquare = 0, answerSquare = 0;
        for (var i = 0; i < prompt.Length; i++)
        {
            product += (double)prompt[i] * answer[i];
            promptSquare += (double)prompt[i] * prompt[i];
            answerSquare += (double)answer[i] * answer[i];
        }

        var lengths = Math.Sqrt(promptSquare) * Math.Sqrt(answerSquare);
        return lengths > 0 ? Math.Round(Math.Clamp(1 - (product / lengths), 0, 2), 6) : 1;
    }
}
