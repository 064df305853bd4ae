using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Ggsm.Synthesis.QueryAnswer;
using Ggsm.Synthesis.QueryAnswer.LanguageModel;
using Ggsm.Users;

namespace Ggsm.Tests.Synthesis.QueryAnswer;

public sealed class EndpointTests : IDisposable
{
    private const string Secret = "sk-very-secret-key";

    private readonly TestFolder folder = new();
    private readonly ConcurrentQueue<TimeSpan> waits = new();
    private readonly UserProfile user = People.Make(1)[0];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(408)]
    public async Task What_fails_in_passing_is_repeated_with_waits_that_double(int status)
    {
        using var endpoint = new FakeEndpoint(r => r.Number < 3 ? new FakeReply(status, "busy") : FakeReply.Right(r));
        using var writer = Writer(endpoint);

        var draft = await WriteAsync(writer);

        Assert.NotEmpty(draft.Answer);
        Assert.Equal([1, 2, 4], waits.Select(w => w.TotalSeconds));
        Assert.Single(endpoint.Requests.Select(r => r.Body).Distinct());
    }

    [Fact]
    public async Task The_time_a_server_names_is_waited()
    {
        using var endpoint = new FakeEndpoint(r => r.Number == 0 ? new FakeReply(429, "") { Header = "Retry-After: 7\r\n" } : FakeReply.Right(r));
        using var writer = Writer(endpoint);

        await WriteAsync(writer);

        Assert.Equal([7], waits.Select(w => w.TotalSeconds));
    }

    [Fact]
    public async Task A_server_that_asks_for_hours_ends_the_run_at_once()
    {
        using var endpoint = new FakeEndpoint(_ => new FakeReply(429, "") { Header = "Retry-After: 7200\r\n" });
        using var writer = Writer(endpoint);

        var error = await Assert.ThrowsAsync<BadInputException>(() => WriteAsync(writer));

        Assert.Contains("429", error.Message, StringComparison.Ordinal);
        Assert.Empty(waits);
    }

    [Fact]
    public async Task A_response_cut_off_in_the_middle_is_asked_for_again()
    {
        using var endpoint = new FakeEndpoint(r => r.Number == 0 ? FakeReply.Right(r) with { IsCutOff = true } : FakeReply.Right(r));
        using var writer = Writer(endpoint);

        await WriteAsync(writer);

        Assert.Equal(2, endpoint.Requests.Count);
    }

    [Theory]
    [InlineData("no JSON at all")]
    [InlineData("{\"choices\": [")]
    [InlineData("{\"choices\": []}")]
    [InlineData("{}")]
    [InlineData("[]")]
    public async Task A_response_that_is_no_completion_is_asked_for_again(string body)
    {
        using var endpoint = new FakeEndpoint(r => r.Number == 0 ? new FakeReply(200, body) : FakeReply.Right(r));
        using var writer = Writer(endpoint);

        await WriteAsync(writer);

        Assert.Equal(2, endpoint.Requests.Count);
    }

    [Fact]
    public async Task A_connection_that_hangs_is_given_up_after_the_timeout_and_tried_again()
    {
        using var endpoint = new FakeEndpoint(r => r.Number == 0 ? FakeReply.Right(r) with { Hangs = true } : FakeReply.Right(r));
        using var writer = Writer(endpoint, timeout: TimeSpan.FromMilliseconds(300));

        await WriteAsync(writer);

        Assert.Equal(2, endpoint.Requests.Count);
    }

    [Theory]
    [InlineData("I would rather not.", "no JSON object")]
    [InlineData("{\"question\": \"Who?\", \"answer\": ", "no JSON object")]
    [InlineData("{\"question\": \"Who?\", \"answer\" \"me\"}", "not valid JSON")]
    [InlineData("{\"question\": \"Who?\"}", "\"answer\" is missing")]
    [InlineData("{\"question\": \"Who?\", \"answer\": 3}", "\"answer\" must be a text")]
    [InlineData("{\"question\": \"  \", \"answer\": \"me\"}", "\"question\" must not be empty")]
    public async Task A_reply_that_does_not_fit_the_schema_is_sent_back_for_repair_with_what_is_wrong(string reply, string problem)
    {
        using var endpoint = new FakeEndpoint(r => r.Number == 0 ? FakeReply.Saying(reply) : FakeReply.Right(r));
        using var writer = Writer(endpoint);

        await WriteAsync(writer);

        var repair = endpoint.Requests.Last();
        Assert.Equal(3, repair.Messages.Count);
        Assert.Equal(reply, repair.Messages[1]);
        Assert.Contains(problem, repair.Messages[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_cannot_be_repaired_is_asked_three_times_and_not_once_more_when_the_run_is_repeated()
    {
        using var endpoint = new FakeEndpoint(_ => FakeReply.Saying("never JSON"));
        using var writer = Writer(endpoint);
        await Assert.ThrowsAsync<UnusableReplyException>(() => WriteAsync(writer));
        Assert.Equal(3, endpoint.Requests.Count);

        await Assert.ThrowsAsync<UnusableReplyException>(() => WriteAsync(writer));

        Assert.Equal(3, endpoint.Requests.Count);
    }

    [Theory]
    [InlineData("```json\n{\"question\": \"Who?\", \"answer\": \"Me.\"}\n```")]
    [InlineData("<think>{hm}</think>{\"question\": \"Who?\", \"answer\": \"Me.\"}")]
    public async Task What_models_put_around_their_JSON_is_passed_over(string reply)
    {
        using var endpoint = new FakeEndpoint(_ => FakeReply.Saying(reply));
        using var writer = Writer(endpoint);

        var draft = await WriteAsync(writer);

        Assert.Equal(("Who?", "Me."), (draft.Question, draft.Answer));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    public async Task What_repeating_cannot_mend_is_refused_at_once_with_the_servers_words(int status)
    {
        using var endpoint = new FakeEndpoint(_ => new FakeReply(status, """{"error": {"message": "there is no model m"}}"""));
        using var writer = Writer(endpoint);

        var error = await Assert.ThrowsAsync<BadInputException>(() => WriteAsync(writer));

        Assert.Contains("there is no model m", error.Message, StringComparison.Ordinal);
        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task The_key_is_sent_and_neither_stored_nor_shown_even_when_the_server_repeats_it()
    {
        using var endpoint = new FakeEndpoint(r => r.Number == 0 ? FakeReply.Right(r) : new FakeReply(401, "{\"error\": {\"message\": \"bad key " + Secret + "\"}}"));
        using var writer = Writer(endpoint, key: Secret);
        await WriteAsync(writer);

        var error = await Assert.ThrowsAsync<BadInputException>(() => WriteAsync(writer, variation: 1));

        Assert.Contains($"Bearer {Secret}", endpoint.Requests.First().Headers, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(folder.File("cache"), "*", SearchOption.AllDirectories),
            file => Assert.DoesNotContain(Secret, file + File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_where_nobody_listens_is_refused_without_waiting()
    {
        Uri address;
        using (var endpoint = new FakeEndpoint())
            address = endpoint.Address;
        using var writer = new LanguageModelWriter(Options(address), PromptFiles.Shipped());

        var error = await Assert.ThrowsAsync<BadInputException>(() => WriteAsync(writer));

        Assert.Contains(address.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Empty(waits);
    }

    [Fact]
    public async Task A_reply_in_the_cache_is_not_asked_for_again_by_another_run()
    {
        using var endpoint = new FakeEndpoint();
        using (var first = Writer(endpoint))
            await WriteAsync(first);
        using var elsewhere = new FakeEndpoint();
        using var second = Writer(elsewhere);

        var draft = await WriteAsync(second);

        Assert.NotEmpty(draft.Question);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task Another_model_or_another_temperature_is_another_request()
    {
        using var endpoint = new FakeEndpoint();
        foreach (var (model, temperature) in ((string, double)[])[("m", 0.7), ("m2", 0.7), ("m", 0.1), ("m", 0.7)])
        {
            using var writer = Writer(endpoint, model: model, temperature: temperature);
            await WriteAsync(writer);
        }

        Assert.Equal(3, endpoint.Requests.Count);
    }

    [Fact]
    public async Task The_same_request_made_by_two_at_once_is_sent_once()
    {
        using var endpoint = new FakeEndpoint(r => FakeReply.Right(r) with { Delay = TimeSpan.FromMilliseconds(100) });
        using var writer = Writer(endpoint);

        await Task.WhenAll(WriteAsync(writer), WriteAsync(writer));

        Assert.Single(endpoint.Requests);
    }

    [Fact]
    public async Task No_more_requests_are_under_way_than_allowed_and_as_many_as_allowed_are()
    {
        using var endpoint = new FakeEndpoint(r => FakeReply.Right(r) with { Delay = TimeSpan.FromMilliseconds(30) });
        using var writer = Writer(endpoint, concurrency: 3);

        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => WriteAsync(writer, variation: i)));

        Assert.Equal(3, endpoint.MostUnderWay);
    }

    [Fact]
    public async Task A_rate_spreads_the_requests_over_time()
    {
        using var endpoint = new FakeEndpoint();
        using var writer = Writer(endpoint, perMinute: 6, concurrency: 1);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => WriteAsync(writer, variation: i)));

        Assert.Equal([10, 20, 30], waits.Select(w => Math.Round(w.TotalSeconds / 10) * 10));
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(null, 30L)]
    public async Task A_budget_ends_the_run_and_a_new_one_goes_on_where_it_ended(int? requests, long? tokens)
    {
        using var endpoint = new FakeEndpoint();
        using (var first = Writer(endpoint, budget: new RequestBudget(requests, tokens)))
        {
            for (var i = 0; i < 3; i++)
                await WriteAsync(first, variation: i);
            await Assert.ThrowsAsync<BudgetSpentException>(() => WriteAsync(first, variation: 3));
            await WriteAsync(first, variation: 1);
        }

        var budget = new RequestBudget(requests, tokens);
        using var second = Writer(endpoint, budget: budget);
        for (var i = 0; i < 5; i++)
            await WriteAsync(second, variation: i);

        Assert.Equal(5, endpoint.Requests.Count);
        Assert.Equal((2, 20, 3), (budget.Requests, budget.Tokens, budget.Cached));
    }

    [Theory]
    [InlineData("""{"verdict": "keep", "answer": "x", "reason": "", "claims": [{"modality": "all", "word": "", "count": 60}]}""", "It was 60.", null)]
    [InlineData("""{"verdict": "keep", "answer": "x", "reason": "", "claims": [{"modality": "all", "word": "", "count": 61}]}""", null, "contradiction: count")]
    [InlineData("""{"verdict": "rewrite", "answer": "It was 59.", "reason": "wrong", "claims": []}""", "It was 59.", null)]
    [InlineData("""{"verdict": "reject", "answer": "", "reason": "nothing of the kind", "claims": []}""", null, "contradiction: found by the model")]
    public async Task A_review_keeps_rewrites_or_rejects_and_counts_are_not_believed(string reply, string? answer, string? reason)
    {
        using var endpoint = new FakeEndpoint(_ => FakeReply.Saying(reply));
        using var writer = Writer(endpoint);

        var review = await writer.ReviewAsync(user, new Draft("How many?", "It was 60."), Cancellation);

        Assert.Equal((answer, reason), (review.Answer, review.Reason));
    }

    [Fact]
    public async Task A_scenario_that_is_not_in_the_pool_is_sent_back_for_repair()
    {
        using var endpoint = new FakeEndpoint(r => FakeReply.Saying(r.Number == 0 ? """{"scenarios": ["food", "astrology"]}""" : """{"scenarios": ["food", "film"]}"""));
        using var writer = Writer(endpoint);

        var chosen = await writer.ChooseScenariosAsync(user, ScenarioRelevance.Measure(ScenarioPool.Shipped(), [user]), 10, Cancellation);

        Assert.Equal(["food", "film"], chosen.Select(s => s.Id));
        Assert.Contains("astrology", endpoint.Requests.Last().Messages[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_prompt_shows_the_profile_the_scenario_the_rules_and_the_earlier_questions_but_not_the_users_name()
    {
        using var endpoint = new FakeEndpoint();
        using var writer = Writer(endpoint);

        await writer.WriteAsync(new WritingTask(user, ScenarioPool.Shipped().Find("food")!, 0, [new HardRule("Ask for exceptions.")], ["Why {answer}?"]), Cancellation);

        var prompt = endpoint.Requests.Single().Messages[0];
        Assert.All([user.History[^1].Fields[0].Text, "food and drink", "Ask for exceptions.", "Why {answer}?"], part => Assert.Contains(part, prompt, StringComparison.Ordinal));
        Assert.DoesNotContain(user.Id, prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("<USER>", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embeddings_come_back_as_they_were_sent_and_are_not_asked_for_twice()
    {
        using var endpoint = new FakeEndpoint();
        string[] texts = ["one", "two", "three"];
        using (var first = new EndpointEmbedder(Options(endpoint.Address)))
        {
            var vectors = await first.EmbedAnswersAsync(texts, Cancellation);
            Assert.Equal(texts.Select(t => SeededRandom.Hash(3, t) % 1000 / 1000f), vectors.Select(v => v[3]));
        }

        using var second = new EndpointEmbedder(Options(endpoint.Address));
        Assert.Equal(8, (await second.EmbedAnswersAsync(texts, Cancellation))[0].Length);
        Assert.Equal("/v1/embeddings", Assert.Single(endpoint.Requests).Path);
    }

    [Theory]
    [InlineData("""{"data": []}""")]
    [InlineData("""{"data": [{"index": 0, "embedding": ["x"]}]}""")]
    [InlineData("""{"data": [{"index": 4, "embedding": [1]}]}""")]
    [InlineData("""{"error": "none"}""")]
    public async Task Embeddings_that_cannot_be_read_are_asked_for_again(string body)
    {
        using var endpoint = new FakeEndpoint(r => r.Number == 0 ? new FakeReply(200, body) : FakeReply.Right(r));
        using var embedder = new EndpointEmbedder(Options(endpoint.Address));

        Assert.Single(await embedder.EmbedAnswersAsync(["one"], Cancellation));
        Assert.Equal(2, endpoint.Requests.Count);
    }

    [Fact]
    public async Task The_request_bounds_the_reply_in_the_word_that_every_server_knows_and_asks_for_the_schema_strictly()
    {
        using var endpoint = new FakeEndpoint();
        using var writer = Writer(endpoint);

        await WriteAsync(writer, variation: 3);

        var body = JsonNode.Parse(endpoint.Requests.Single().Body)!;
        Assert.Equal((1024, 3), ((int)body["max_tokens"]!, (int)body["seed"]!));
        Assert.Equal((true, false), ((bool)body["response_format"]!["json_schema"]!["strict"]!, (bool)body["response_format"]!["json_schema"]!["schema"]!["additionalProperties"]!));
    }

    public void Dispose() => folder.Dispose();

    private Task<Draft> WriteAsync(LanguageModelWriter writer, int variation = 0) =>
        writer.WriteAsync(new WritingTask(user, ScenarioPool.Shipped().All[0], variation, [], []), Cancellation);

    private LanguageModelWriter Writer(
        FakeEndpoint endpoint, string model = "m", string? key = null, double temperature = 0.7, int concurrency = 4, double? perMinute = null,
        RequestBudget? budget = null, TimeSpan? timeout = null) =>
        new(Options(endpoint.Address, model, key, temperature, concurrency, perMinute, budget, timeout), PromptFiles.Shipped());

    private EndpointOptions Options(
        Uri address, string model = "m", string? key = null, double temperature = 0.7, int concurrency = 4, double? perMinute = null,
        RequestBudget? budget = null, TimeSpan? timeout = null) => new()
        {
            Endpoint = address,
            Model = model,
            ApiKey = key,
            Temperature = temperature,
            Concurrency = concurrency,
            RequestsPerMinute = perMinute,
            Budget = budget ?? new RequestBudget(),
            Timeout = timeout ?? TimeSpan.FromMinutes(1),
            CacheFolder = folder.File("cache"),
            Time = new SkippedTime(waits),
        };

    /// <summary>A clock whose waits are noted and over at once.</summary>
    private sealed class SkippedTime(ConcurrentQueue<TimeSpan> waits) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            waits.Enqueue(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
