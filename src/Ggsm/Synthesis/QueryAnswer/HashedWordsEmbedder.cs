namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>
/// The embedder that needs no model: every word of a text falls into one of <see cref="Size"/> places by its hash, and a
/// place holds the square root of how many words fell into it. Two texts are near when they share words. It is the same
/// on every machine.
/// </summary>
public sealed class HashedWordsEmbedder : ITextEmbedder
{
    /// <summary>Numbers in a vector.</summary>
    public const int Size = 4096;

    /// <inheritdoc/>
    public string Name => "hash";

    /// <inheritdoc/>
    public Task<IReadOnlyList<float[]>> EmbedQueriesAsync(IReadOnlyList<string> prompts, CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyList<float[]>>([.. prompts.Select(Embed)]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<float[]>> EmbedAnswersAsync(IReadOnlyList<string> answers, CancellationToken cancellation = default) =>
        EmbedQueriesAsync(answers, cancellation);

    private static float[] Embed(string text)
    {
        var vector = new float[Size];
        foreach (var word in Words.Of(text))
            vector[SeededRandom.Hash(0, word) % Size]++;
        for (var i = 0; i < Size; i++)
            vector[i] = MathF.Sqrt(vector[i]);
        return vector;
    }
}
