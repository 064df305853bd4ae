using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace Ggsm.Synthesis.QueryAnswer.LanguageModel;

/// <summary>The OpenAI package's clients, pointed at any endpoint and left to send: repeating is the gate's business.</summary>
internal static class EndpointClients
{
    // The package wants some key; servers that ask for none take any.
    private const string NoKey = "none";

    public static Func<BinaryContent, RequestOptions, Task<ClientResult>> Chat(EndpointOptions options, HttpClient http) =>
        new ChatClient(options.Model, Credential(options), ClientOptions(options, http)).CompleteChatAsync;

    public static Func<BinaryContent, RequestOptions, Task<ClientResult>> Embeddings(EndpointOptions options, HttpClient http) =>
        new EmbeddingClient(options.Model, Credential(options), ClientOptions(options, http)).GenerateEmbeddingsAsync;

    private static ApiKeyCredential Credential(EndpointOptions options) => new(options.ApiKey ?? NoKey);

    private static OpenAIClientOptions ClientOptions(EndpointOptions options, HttpClient http) => new()
    {
        Endpoint = options.Endpoint,
        Transport = new HttpClientPipelineTransport(http),
        RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        NetworkTimeout = Timeout.InfiniteTimeSpan,
    };
}
