using Ggsm.Synthesis.QueryAnswer;

namespace Ggsm.Encoders;

/// <summary>Our own encoder as the embedder that measures difficulty: by what it was trained to compare.</summary>
public sealed class EncoderTextEmbedder : ITextEmbedder, IDisposable
{
    private readonly UserEncoder encoder;

    /// <param name="directory">A run or model folder, as in <see cref="UserEncoder.Load"/>.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <exception cref="BadInputException">The folder holds no model, or a damaged one.</exception>
    public EncoderTextEmbedder(string directory, string device = "auto")
    {
        encoder = UserEncoder.Load(directory, device, state: EmbeddingState.Head);
        Name = $"model:{directory}";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Task<IReadOnlyList<float[]>> EmbedQueriesAsync(IReadOnlyList<string> prompts, CancellationToken cancellation = default) =>
        Task.FromResult(Rows(encoder.Embed(prompts, cancellation: cancellation)));

    /// <inheritdoc/>
    public Task<IReadOnlyList<float[]>> EmbedAnswersAsync(IReadOnlyList<string> answers, CancellationToken cancellation = default) =>
        Task.FromResult(Rows(encoder.EmbedAnswers(answers, cancellation: cancellation)));

    /// <inheritdoc/>
    public void Dispose() => encoder.Dispose();

    private static IReadOnlyList<float[]> Rows(float[,] embeddings) =>
        [.. Enumerable.Range(0, embeddings.GetLength(0))
            .Select(row => Enumerable.Range(0, embeddings.GetLength(1)).Select(column => embeddings[row, column]).ToArray())];
}
