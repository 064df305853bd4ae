using System.Runtime.InteropServices;
using System.Text.Json;
using OpenAI.Embeddings;

namespace Ggsm.Synthesis.QueryAnswer.LanguageModel;

/// <summary>An embedding model behind an OpenAI-compatible endpoint (<c>/v1/embeddings</c>).</summary>
/// <remarks>It stands on the OpenAI package itself: the generators of Microsoft.Extensions.AI drop the index that says which text a vector is of.</remarks>
public sealed class EndpointEmbedder : ITextEmbedder, IDisposable
{
    private readonly EndpointClient endpoint;
    private readonly EmbeddingClient client;

    /// <param name="options">The endpoint.</param>
    public EndpointEmbedder(EndpointOptions options)
    {
        endpoint = new EndpointClient(options);
        client = new EmbeddingClient(options.Model, endpoint.Credential, endpoint.ClientOptions);
        Name = options.Model;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<float[]>> EmbedQueriesAsync(IReadOnlyList<string> prompts, CancellationToken cancellation = default)
    {
        if (prompts.Count == 0)
            return [];
        var reply = await endpoint.SendAsync(JsonSerializer.Serialize(new { model = Name, input = prompts }), async token =>
        {
            var response = (await client.GenerateEmbeddingsAsync(prompts, cancellationToken: token).ConfigureAwait(false)).Value;
            return new EndpointReply(Pack(response, prompts.Count), response.Usage?.TotalTokenCount ?? 0);
        }, cancellation).ConfigureAwait(false);
        return [.. reply.Split('\n').Select(line => MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(line)).ToArray())];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<float[]>> EmbedAnswersAsync(IReadOnlyList<string> answers, CancellationToken cancellation = default) =>
        EmbedQueriesAsync(answers, cancellation);

    /// <inheritdoc/>
    public void Dispose() => endpoint.Dispose();

    /// <summary>The vectors of so many texts, one a line: 32-bit floats, little-endian, in base 64.</summary>
    /// <exception cref="FormatException">They are not one finite vector of the same size a text.</exception>
    private static string Pack(OpenAIEmbeddingCollection embeddings, int texts)
    {
        if (!embeddings.Select(e => e.Index).Order().SequenceEqual(Enumerable.Range(0, texts)))
            throw new FormatException($"expected {texts} embeddings");
        float[][] vectors = [.. embeddings.OrderBy(e => e.Index).Select(e => e.ToFloats().ToArray())];
        if (vectors.Any(v => v.Length == 0 || v.Length != vectors[0].Length || !v.All(float.IsFinite)))
            throw new FormatException("the embeddings differ in size, or hold something that is no number");
        return string.Join('\n', vectors.Select(v => Convert.ToBase64String(MemoryMarshal.AsBytes<float>(v))));
    }
}
