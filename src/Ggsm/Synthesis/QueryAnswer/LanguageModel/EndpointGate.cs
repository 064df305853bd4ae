using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ggsm.Synthesis.QueryAnswer.LanguageModel;

/// <summary>
/// The one way to an endpoint: looks into the cache, keeps to budget, rate and concurrency, repeats what failed in passing
/// with growing waits (or those the server names), and gives up on what repeating cannot mend.
/// </summary>
internal sealed class EndpointGate : IDisposable
{
    private readonly EndpointOptions options;
    private readonly Func<EndpointOptions, HttpClient, Func<BinaryContent, RequestOptions, Task<ClientResult>>> connect;
    private readonly ReplyCache cache;
    private readonly RequestPacer pacer;
    private readonly SemaphoreSlim places;
    private readonly HttpClient http;
    private readonly Func<BinaryContent, RequestOptions, Task<ClientResult>> post;
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> underWay = new();
    private BadInputException? fault;
    private volatile bool hasAnswered;

    /// <param name="options">Address, model, limits.</param>
    /// <param name="connect">Makes the client's method that posts a request.</param>
    public EndpointGate(EndpointOptions options, Func<EndpointOptions, HttpClient, Func<BinaryContent, RequestOptions, Task<ClientResult>>> connect)
    {
        this.options = options;
        this.connect = connect;
        cache = new ReplyCache(options.CacheFolder);
        pacer = new RequestPacer(options.RequestsPerMinute, options.Wait);
        places = new SemaphoreSlim(options.Concurrency);

        // A proxy cannot reach this machine's own servers.
        http = new HttpClient(new SocketsHttpHandler { UseProxy = !options.Endpoint.IsLoopback, AllowAutoRedirect = false });
        post = this.connect(options, http);
    }

    /// <summary>Sends a request, or finds its reply in the cache.</summary>
    /// <param name="request">The request's body.</param>
    /// <param name="read">Takes the reply out of the response's body; throws <see cref="FormatException"/> when it is not there.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="BudgetSpentException">The budget is spent.</exception>
    /// <exception cref="BadInputException">The endpoint refuses the request or fails again and again.</exception>
    public async Task<string> SendAsync(JsonObject request, Func<JsonElement, EndpointReply> read, CancellationToken cancellation)
    {
        var body = request.ToJsonString();
        var key = ReplyCache.KeyOf(body);
        if (cache.Find(key) is { } known)
        {
            options.Budget.NoteCached();
            return known;
        }

        // Two users alike make the same request: it is sent once.
        var task = underWay.GetOrAdd(key, _ => new Lazy<Task<string>>(() => FetchAsync(key, body, read, cancellation)));
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

    private async Task<string> FetchAsync(string key, string body, Func<JsonElement, EndpointReply> read, CancellationToken cancellation)
    {
        await places.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                if (fault is not null)
                    throw fault;
                await pacer.TurnAsync(cancellation).ConfigureAwait(false);
                options.Budget.TakeRequest();
                var (reply, failure) = await TryAsync(body, read, cancellation).ConfigureAwait(false);
                if (reply is not null)
                {
                    hasAnswered = true;
                    options.Budget.Pay(reply.Tokens);
                    cache.Store(key, reply.Text);
                    return reply.Text;
                }

                var delay = failure!.RetryAfter ?? TimeSpan.FromTicks(options.FirstDelay.Ticks << Math.Min(attempt - 1, 20));
                if (!failure.MayPass || attempt >= options.Attempts || failure.RetryAfter > options.LongestDelay)
                    throw fault ??= GiveUp(failure, attempt);
                if (delay > options.LongestDelay)
                    delay = options.LongestDelay;
                options.Notice?.Invoke(string.Create(CultureInfo.InvariantCulture,
                    $"{options.Endpoint}: {failure.What}; again in {delay.TotalSeconds:0.#} s ({attempt} of {options.Attempts} attempts)"));
                await options.Wait(delay, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            places.Release();
        }
    }

    private async Task<(EndpointReply? Reply, Failure? Failure)> TryAsync(
        string body, Func<JsonElement, EndpointReply> read, CancellationToken cancellation)
    {
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            timeout.CancelAfter(options.Timeout);
            using var content = BinaryContent.Create(BinaryData.FromString(body));
            var result = await post(content, new RequestOptions { ErrorOptions = ClientErrorBehaviors.NoThrow, CancellationToken = timeout.Token }).ConfigureAwait(false);
            var response = result.GetRawResponse();
            if (response.Status != 200)
                return (null, FailureOf(response));
            using var document = JsonDocument.Parse(response.Content.ToMemory());
            return (read(document.RootElement), null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, new Failure(string.Create(CultureInfo.InvariantCulture, $"no answer within {options.Timeout.TotalSeconds:0.#} s"), MayPass: true));
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return (null, new Failure($"the response cannot be read ({Shorten(e.Message)})", MayPass: true));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ClientResultException or AggregateException)
        {
            return (null, new Failure($"the connection failed ({Shorten((e.InnerException ?? e).Message)})", MayPass: hasAnswered || !IsRefused(e)));
        }
    }

    private Failure FailureOf(PipelineResponse response)
    {
        var mayPass = response.Status is 408 or 409 or 425 or 429 or >= 500;
        TimeSpan? retryAfter = null;
        if (response.Headers.TryGetValue("Retry-After", out var text) && RetryConditionHeaderValue.TryParse(text, out var value))
            retryAfter = value.Delta ?? (value.Date is { } date && date > DateTimeOffset.UtcNow ? date - DateTimeOffset.UtcNow : TimeSpan.Zero);
        return new Failure($"HTTP {response.Status}{MessageOf(response)}", mayPass, retryAfter);
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

    private BadInputException GiveUp(Failure failure, int attempts) => new(
        $"{options.Endpoint}: {failure.What}{(attempts > 1 ? $", {attempts} times" : "")}.", field: "endpoint",
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

    private sealed record Failure(string What, bool MayPass, TimeSpan? RetryAfter = null);
}
