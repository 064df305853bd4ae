using System.CommandLine;
using System.Globalization;
using Ggsm.Encoders;
using Ggsm.Synthesis.QueryAnswer;
using Ggsm.Synthesis.QueryAnswer.Grammar;
using Ggsm.Synthesis.QueryAnswer.LanguageModel;

namespace Ggsm.Cli;

/// <summary>The options of <c>data qa</c> that choose writer, embedder and endpoint.</summary>
internal sealed class QueryAnswerSettings
{
    private const string GrammarName = "grammar";
    private const string HashName = "hash";
    private const string ModelLead = "model:";

    private static readonly EndpointOptions Defaults = new() { Endpoint = new Uri("http://127.0.0.1/v1"), Model = "" };

    private readonly Option<string> writer = new("--writer")
    {
        HelpName = "grammar|URL",
        Description = "Who writes: the built-in grammar, or a language model behind an OpenAI-compatible endpoint, such as http://127.0.0.1:8000/v1.",
        DefaultValueFactory = _ => GrammarName,
    };

    private readonly Option<string?> model = new("--model") { HelpName = "NAME", Description = "The language model's name as the endpoint knows it." };

    private readonly Option<string> embedder = new("--embedder")
    {
        HelpName = "hash|model:DIR|URL",
        Description = "Who measures difficulty: words shared (hash), our own encoder in a run or model folder, or an OpenAI-compatible endpoint.",
        DefaultValueFactory = _ => HashName,
    };

    private readonly Option<string?> embeddingModel = new("--embedding-model") { HelpName = "NAME", Description = "The embedding model's name as its endpoint knows it." };
    private readonly Option<string?> keyVariable = new("--api-key-env") { HelpName = "NAME", Description = "The environment variable that holds the endpoint's key; it is sent and never stored. Without this option no key is sent." };
    private readonly Option<string?> scenarios = new("--scenarios") { HelpName = "FILE", Description = "A scenario pool of your own (see `data texts`)." };
    private readonly Option<string?> prompts = new("--prompts") { HelpName = "DIR", Description = "Prompts and grammar of your own (see `data texts`); what is not there is the shipped one." };
    private readonly Option<string?> cache = new("--cache") { HelpName = "DIR", Description = "Where replies are kept, so that nothing is paid for twice (default: beside the output, NAME.qa-cache)." };
    private readonly Option<int> concurrency = new("--concurrency") { HelpName = "N", Description = "Requests under way at the same time.", DefaultValueFactory = _ => Defaults.Concurrency };
    private readonly Option<double?> rate = new("--requests-per-minute") { HelpName = "N", Description = "Requests begun in a minute at most." };
    private readonly Option<int?> mostRequests = new("--max-requests") { HelpName = "N", Description = "The budget in requests, of this run; then it stops, and can be run again." };
    private readonly Option<long?> mostTokens = new("--max-tokens") { HelpName = "N", Description = "The budget in tokens, of this run." };
    private readonly Option<double> timeout = new("--timeout") { HelpName = "SECONDS", Description = "How long a request may take.", DefaultValueFactory = _ => Defaults.Timeout.TotalSeconds };
    private readonly Option<int> attempts = new("--attempts") { HelpName = "N", Description = "How often a failing request is made, with growing waits.", DefaultValueFactory = _ => Defaults.Attempts };
    private readonly Option<double> temperature = new("--temperature") { HelpName = "X", Description = "The sampling temperature.", DefaultValueFactory = _ => Defaults.Temperature!.Value };

    private readonly Option<JsonReplies?> json = NamedOption.Create<JsonReplies>("--replies",
        $"How the server is told to reply in JSON: by a schema, as any object, or by the prompt alone. [default: {Defaults.JsonReplies.ToString().ToLowerInvariant()}]");

    public IReadOnlyList<Option> All =>
    [
        writer, model, embedder, embeddingModel, keyVariable, scenarios, prompts, cache, concurrency, rate, mostRequests, mostTokens, timeout, attempts,
        temperature, json,
    ];

    /// <summary>The options that decide what is written, as they are typed; an endpoint's key and pace are none of them.</summary>
    public string Write(ParseResult parsed)
    {
        Option<string?>[] optional = [model, embeddingModel, scenarios, prompts];
        var given = optional.Select(option => (option.Name, Value: parsed.GetValue(option))).Where(option => option.Value is not null)
            .Prepend((embedder.Name, Value: parsed.GetValue(embedder))).Prepend((writer.Name, Value: parsed.GetValue(writer)));
        return string.Join(' ', given.Select(option => $"{option.Name} {ShellWord.Of(option.Value!)}"));
    }

    /// <summary>Refuses what only an endpoint would use where none is asked.</summary>
    /// <exception cref="BadInputException">Such an option is given.</exception>
    public void RefuseUnused(ParseResult parsed)
    {
        Option[] ofEndpoints = [model, embeddingModel, keyVariable, cache, concurrency, rate, mostRequests, mostTokens, timeout, attempts, temperature, json];
        if (!AsksAnEndpoint(parsed) && ofEndpoints.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } unused)
        {
            throw new BadInputException("neither writer nor embedder is an endpoint, and nothing else reads this.", field: unused.Name,
                remedy: "Leave it out, or give the address of an endpoint with --writer or --embedder.");
        }
    }

    /// <summary>Whether a language model or an embedding endpoint is asked.</summary>
    public bool AsksAnEndpoint(ParseResult parsed) => parsed.GetValue(writer) != GrammarName || IsAddress(parsed.GetValue(embedder)!);

    public string CacheFolder(ParseResult parsed, string output) =>
        parsed.GetValue(cache) ?? Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)) + ".qa-cache";

    public ScenarioPool ReadPool(ParseResult parsed) =>
        parsed.GetValue(scenarios) is { } file ? ScenarioPool.Load(file) : ScenarioPool.Shipped();

    /// <exception cref="BadInputException">The writer cannot be made of what was given.</exception>
    public IPairWriter OpenWriter(ParseResult parsed, ulong seed, string output, RequestBudget budget, Action<string> notice)
    {
        var folder = parsed.GetValue(prompts);
        var texts = folder is null ? PromptFiles.Shipped() : PromptFiles.Load(folder);
        if (parsed.GetValue(writer) is var name && name == GrammarName)
        {
            var file = folder is null ? null : Path.Combine(folder, "grammar.txt");
            return new GrammarWriter(File.Exists(file) ? GrammarText.Load(file) : GrammarText.Shipped(), seed);
        }

        return new LanguageModelWriter(Endpoint(parsed, "--writer", name!, "--model", parsed.GetValue(model), output, budget, notice), texts);
    }

    /// <exception cref="BadInputException">The embedder cannot be made of what was given.</exception>
    public ITextEmbedder OpenEmbedder(ParseResult parsed, string output, RequestBudget budget, Action<string> notice)
    {
        var name = parsed.GetValue(embedder)!;
        if (name == HashName)
            return new HashedWordsEmbedder();
        if (name.StartsWith(ModelLead, StringComparison.Ordinal))
            return new EncoderTextEmbedder(name[ModelLead.Length..]);
        return new EndpointEmbedder(Endpoint(parsed, "--embedder", name, "--embedding-model", parsed.GetValue(embeddingModel), output, budget, notice));
    }

    private EndpointOptions Endpoint(
        ParseResult parsed, string option, string address, string modelOption, string? modelName, string output, RequestBudget budget, Action<string> notice)
    {
        if (!IsAddress(address))
        {
            throw new BadInputException($"\"{address}\" is neither a known name nor an address.", field: option,
                remedy: option == "--writer" ? $"Expected {GrammarName}, or an address such as http://127.0.0.1:8000/v1." : $"Expected {HashName}, {ModelLead}DIR, or an address such as http://127.0.0.1:8000/v1.");
        }

        return new EndpointOptions
        {
            Endpoint = new Uri(address),
            Model = modelName ?? throw new BadInputException("an endpoint serves models by name; none was given.", field: modelOption, remedy: $"For example: {modelOption} qwen2.5-7b-instruct"),
            ApiKey = Key(parsed.GetValue(keyVariable)),
            CacheFolder = CacheFolder(parsed, output),
            Concurrency = AtLeastOne(parsed.GetValue(concurrency), "--concurrency"),
            RequestsPerMinute = parsed.GetValue(rate) is { } perMinute ? Positive(perMinute, "--requests-per-minute") : null,
            Budget = budget,
            Timeout = TimeSpan.FromSeconds(Positive(parsed.GetValue(timeout), "--timeout")),
            Attempts = AtLeastOne(parsed.GetValue(attempts), "--attempts"),
            Temperature = parsed.GetValue(temperature),
            JsonReplies = parsed.GetValue(json) ?? Defaults.JsonReplies,
            Notice = notice,
        };
    }

    public RequestBudget Budget(ParseResult parsed) => new(
        parsed.GetValue(mostRequests) is { } requests ? AtLeastOne(requests, "--max-requests") : null,
        parsed.GetValue(mostTokens) is { } tokens ? (long)Positive(tokens, "--max-tokens") : null);

    private static string? Key(string? variable) => variable is null
        ? null
        : Environment.GetEnvironmentVariable(variable) is { Length: > 0 } key
            ? key
            : throw new BadInputException($"the environment variable {variable} is not set.", field: "--api-key-env", remedy: $"Set it, or leave the option out for an endpoint that asks for no key.");

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && Uri.IsWellFormedUriString(text, UriKind.Absolute);

    private static int AtLeastOne(int value, string option) => (int)Positive(value, option);

    private static double Positive(double value, string option) => value > 0 && double.IsFinite(value)
        ? value
        : throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"{value} was given; expected a number above 0."), field: option);
}
