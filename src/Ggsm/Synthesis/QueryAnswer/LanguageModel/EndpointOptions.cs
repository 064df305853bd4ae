namespace Ggsm.Synthesis.QueryAnswer.LanguageModel;

/// <summary>How to talk to an OpenAI-compatible endpoint. It holds the key and is therefore never printed or stored.</summary>
public sealed class EndpointOptions
{
    /// <summary>The address up to and including <c>/v1</c>, such as <c>http://127.0.0.1:8000/v1</c>.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The model's name as the endpoint knows it.</summary>
    public required string Model { get; init; }

    /// <summary>The key; null when the endpoint asks for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Where replies are kept, so that nothing is asked twice; null keeps none.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Requests under way at the same time.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Requests begun in a minute at most; null for no limit.</summary>
    public double? RequestsPerMinute { get; init; }

    /// <summary>What may be spent; shared by endpoints that have one purse.</summary>
    public RequestBudget Budget { get; init; } = new();

    /// <summary>How long a request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a request is made before the endpoint is given up.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>The wait before the second attempt; it doubles with each further one, unless the server names a time.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait that is borne; a server that asks for more ends the run.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The sampling temperature; null for the server's own.</summary>
    public double? Temperature { get; init; } = 0.7;

    /// <summary>Tokens of a reply at most; null for the server's own limit.</summary>
    public int? MostReplyTokens { get; init; } = 1024;

    /// <summary>How the server is told to reply in JSON.</summary>
    public JsonReplies JsonReplies { get; init; } = JsonReplies.Schema;

    /// <summary>Told when a request has to wait or be repeated.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>The clock that waits go by; replaced where waiting shall be seen and not happen.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>How a server is told to reply in JSON; replies are checked in any case.</summary>
public enum JsonReplies
{
    /// <summary>By the schema (vLLM, Ollama, llama.cpp, OpenAI).</summary>
    Schema,

    /// <summary>By asking for any JSON object, for servers that know no schema.</summary>
    Object,

    /// <summary>By the prompt alone.</summary>
    Prompt,
}
