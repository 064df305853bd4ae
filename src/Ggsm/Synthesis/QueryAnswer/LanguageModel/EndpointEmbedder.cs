using System.Text.Json.Nodes;

namespace Ggsm.Synthesis.QueryAnswer.LanguageModel;

/// <summary>An embedding model behind an OpenAI-compatible endpoint (<c>/v1/embeddings</c>).</summary>
public sealed class EndpointEmbedder : ITextEmbedder, IDisposable
{
    private readonly EndpointGate gate;
    private readonly EndpointOptions options;

    /// <param name="options">The endpoint.</param>
    public EndpointEmbedder(EndpointOptions options)
    {
        gate = new EndpointGate(options, EndpointClients.Embeddings);
        this.options = options;
    }

    /// <inheritdoc/>
    public string Name => options.Model;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<float[]>> EmbedQueriesAsync(IReadOnlyList<string> prompts, CancellationToken cancellation = default)
    {
        if (prompts.Count == 0)
            return [];
        var request = new JsonObject
        {
            ["model"] = options.Model,
            ["input"] = new JsonArray([.. prompts.Select(p => (JsonNode)p)]),
            ["encoding_format"] = "float",
        };
        return EmbeddingReply.Unpack(await gate.SendAsync(request, r => EmbeddingReply.Read(r, prompts.Count), cancellation).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<float[]>> EmbedAnswersAsync(IReadOnlyList<string> answers, CancellationToken cancellation = default) =>
        EmbedQueriesAsync(answers, cancellation);

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();
}
