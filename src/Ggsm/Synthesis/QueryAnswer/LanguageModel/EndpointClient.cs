using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using OpenAI;
using Polly;
using Polly.Retry;

namespace Ggsm.Synthesis.QueryAnswer.LanguageModel;

/// <summary>
/// The one way to an endpoint: looks into the cache, keeps to budget, rate and concurrency, repeats what failed in passing
/// with growing waits (or those the server names), and gives up on what repeating cannot mend.
/// </summary>
internal sealed class EndpointClient : IDisposable
{
    // The package wants some key; servers that ask for none take any.
    private const string NoKey = "none";

    private readonly EndpointOptions options;
    private readonly ReplyCache cache;
    private readonly RequestPacer pacer;
    private readonly SemaphoreSlim places;
    private readonly HttpClient http;
    private readonly ResiliencePipeline repeating;
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> underWay = new();
    private BadInputException? fault;
    private volatile bool hasAnswered;

    /// <param name="options">Address, model, limits.</param>
    public EndpointClient(EndpointOptions options)
    {
        this.options = options;
        cache = new ReplyCache(options.CacheFolder);
        pacer = new RequestPacer(options.RequestsPerMinute, options.Time);
        places = new SemaphoreSlim(options.Concurrency);
        repeating = Repeating(options);

        // A proxy cannot reach this machine's own servers.
        http = new HttpClient(new SocketsHttpHandler { UseProxy = !options.Endpoint.IsLoopback, AllowAutoRedirect = false });
    }

    /// <summary>The key that the OpenAI package's clients send.</summary>
    public ApiKeyCredential Credential => new(options.ApiKey ?? NoKey);

    /// <summary>Points the package's clients at the endpoint and leaves repeating and time limits to this class.</summary>
    public OpenAIClientOptions ClientOptions => new()
    {
        Endpoint = options.Endpoint,
        Transport = new HttpClientPipelineTransport(http),
        RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        NetworkTimeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Makes a request, or finds its reply in the cache.</summary>
    /// <param name="request">All that decides the reply, as text: the cache keeps it by that.</param>
    /// <param name="ask">Makes the request; throws <see cref="FormatException"/> when the response is not what was asked for.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="BudgetSpentException">The budget is spent.</exception>
    /// <exception cref="BadInputException">The endpoint refuses the request or fails again and again.</exception>
    public async Task<string> SendAsync(string request, Func<CancellationToken, Task<EndpointReply>> ask, CancellationToken cancellation)
    {
        var key = ReplyCache.KeyOf(request);
        if (cache.Find(key) is { } known)
        {
            options.Budget.NoteCached();
            return known;
        }

        // Two users alike make the same request: it is sent once.
        var task = underWay.GetOrAdd(key, _ => new Lazy<Task<string>>(() => FetchAsync(key, ask, cancellation)));
        try
        {
            return await task.Value.ConfigureAwait(false);
        }
        finally
        {
            underWay.TryRemove(KeyValuePair.Create(key, task));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        places.Dispose();
    }

    private async Task<string> FetchAsync(string key, Func<CancellationToken, Task<EndpointReply>> ask, CancellationToken cancellation)
    {
        await places.WaitAsync(cancellation).ConfigureAwait(false);
        var attempts = 0;
        try
        {
            var reply = await repeating.ExecuteAsync(async token =>
            {
                if (fault is not null)
                    throw fault;
                attempts++;
                await pacer.TurnAsync(token).ConfigureAwait(false);
                options.Budget.TakeRequest();
                return await TryAsync(ask, token).ConfigureAwait(false);
            }, cancellation).ConfigureAwait(false);
            hasAnswered = true;
            options.Budget.Pay(reply.Tokens);
            cache.Store(key, reply.Text);
            return reply.Text;
        }
        catch (EndpointFailure e)
        {
            throw fault ??= GiveUp(e, attempts);
        }
        finally
        {
            places.Release();
        }
    }

    private static ResiliencePipeline Repeating(EndpointOptions options) => options.Attempts <= 1
        ? ResiliencePipeline.Empty
        : new ResiliencePipelineBuilder { TimeProvider = options.Time }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = options.Attempts - 1,
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is EndpointFailure { MayPass: true } e && !(e.RetryAfter > options.LongestDelay)),
            BackoffType = DelayBackoffType.Exponential,
            Delay = options.FirstDelay,
            MaxDelay = options.LongestDelay,
            DelayGenerator = args => ValueTask.FromResult((args.Outcome.Exception as EndpointFailure)?.RetryAfter),
            OnRetry = args =>
            {
                options.Notice?.Invoke(string.Create(CultureInfo.InvariantCulture,
                    $"{options.Endpoint}: {args.Outcome.Exception!.Message}; again in {args.RetryDelay.TotalSeconds:0.#} s ({args.AttemptNumber + 1} of {options.Attempts} attempts)"));
                return ValueTask.CompletedTask;
            },
        }).Build();

    private async Task<EndpointReply> TryAsync(Func<CancellationToken, Task<EndpointReply>> ask, CancellationToken cancellation)
    {
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            timeout.CancelAfter(options.Timeout);
            return await ask(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new EndpointFailure(string.Create(CultureInfo.InvariantCulture, $"no answer within {options.Timeout.TotalSeconds:0.#} s"), mayPass: true);
        }
        catch (ClientResultException e) when (e.GetRawResponse() is { } response)
        {
            throw FailureOf(response);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ClientResultException or AggregateException)
        {
            throw new EndpointFailure($"the connection failed ({Shorten((e.InnerException ?? e).Message)})", mayPass: hasAnswered || !IsRefused(e));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException)
        {
            throw new EndpointFailure($"the response cannot be read ({Shorten(e.Message)})", mayPass: true);
        }
    }

    private EndpointFailure FailureOf(PipelineResponse response)
    {
        TimeSpan? retryAfter = null;
        if (response.Headers.TryGetValue("Retry-After", out var text) && RetryConditionHeaderValue.TryParse(text, out var value))
            retryAfter = value.Delta ?? (value.Date is { } date && date > DateTimeOffset.UtcNow ? date - DateTimeOffset.UtcNow : TimeSpan.Zero);
        return new EndpointFailure($"HTTP {response.Status}{MessageOf(response)}", mayPass: response.Status is 408 or 409 or 425 or 429 or >= 500, retryAfter);
    }

    private string MessageOf(PipelineResponse response)
    {
        var text = response.Content.ToString();
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("error", out var error))
                text = error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message) ? message.ToString() : error.ToString();
        }
        catch (JsonException)
        {
            // Not every server explains itself in JSON.
        }

        return text.Length > 0 ? $", \"{Shorten(text)}\"" : "";
    }

    private BadInputException GiveUp(EndpointFailure failure, int attempts) => new(
        $"{options.Endpoint}: {failure.Message}{(attempts > 1 ? $", {attempts} times" : "")}.", field: "endpoint",
        remedy: failure.MayPass
            ? "See the server's log. Run the same command again later: what has been answered is not asked for again."
            : "Check the address (it ends in /v1), the model's name and the key.");

    /// <summary>A server's words may repeat the key it was given.</summary>
    private string Shorten(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (options.ApiKey is { Length: > 0 } key)
            line = line.Replace(key, "…", StringComparison.Ordinal);
        return line.Length <= 200 ? line : line[..200] + "…";
    }

    private static bool IsRefused(Exception? e) =>
        e is not null && (e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } || IsRefused(e.InnerException));
}

/// <summary>What an endpoint answered, reduced to what is kept.</summary>
/// <param name="Text">The reply.</param>
/// <param name="Tokens">Tokens of request and reply, as the server counts them; 0 when it does not say.</param>
internal sealed record EndpointReply(string Text, long Tokens);

/// <summary>A request that failed.</summary>
internal sealed class EndpointFailure(string what, bool mayPass, TimeSpan? retryAfter = null) : Exception(what)
{
    public bool MayPass { get; } = mayPass;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>Spreads the beginnings of requests evenly over time.</summary>
/// <remarks>The rate limiters of .NET know no clock but the machine's, and let a bucket's worth begin at once.</remarks>
internal sealed class RequestPacer(double? requestsPerMinute, TimeProvider time)
{
    private readonly Lock gate = new();
    private DateTimeOffset next = DateTimeOffset.MinValue;

    public Task TurnAsync(CancellationToken cancellation)
    {
        if (requestsPerMinute is not { } rate)
            return Task.CompletedTask;
        TimeSpan delay;
        lock (gate)
        {
            var now = time.GetUtcNow();
            var turn = next > now ? next : now;
            next = turn + TimeSpan.FromMinutes(1 / rate);
            delay = turn - now;
        }

        return delay > TimeSpan.Zero ? Task.Delay(delay, time, cancellation) : Task.CompletedTask;
    }
}
