using System.Globalization;
using System.Text.Json;
using Ggsm.Users;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ChatResponseFormat = Microsoft.Extensions.AI.ChatResponseFormat;

namespace Ggsm.Synthesis.QueryAnswer.LanguageModel;

/// <summary>
/// Writes pairs with a language model behind an OpenAI-compatible endpoint. Replies are JSON and checked; an unusable one
/// is sent back for repair. Counts an answer states are compared with the profile, whatever the model says of them.
/// </summary>
public sealed class LanguageModelWriter : IPairWriter, IDisposable
{
    /// <summary>Events of each modality a prompt shows, the newest; a review shows four times as many.</summary>
    public const int DefaultNewestPerModality = 40;

    private const int Repairs = 2;
    private const int MostRules = 8;
    private const int ExamplesForRules = 20;
    private const int ReviewFactor = 4;

    private readonly EndpointClient endpoint;
    private readonly IChatClient client;
    private readonly EndpointOptions options;
    private readonly PromptFiles prompts;
    private readonly int newestPerModality;

    /// <param name="options">The endpoint.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="newestPerModality">Events of each modality a prompt shows.</param>
    public LanguageModelWriter(EndpointOptions options, PromptFiles prompts, int newestPerModality = DefaultNewestPerModality)
    {
        endpoint = new EndpointClient(options);
        client = new ChatClient(options.Model, endpoint.Credential, endpoint.ClientOptions).AsIChatClient();
        this.options = options;
        this.prompts = prompts;
        this.newestPerModality = newestPerModality;
    }

    /// <inheritdoc/>
    public string Name => options.Model;

    /// <inheritdoc/>
    public int Concurrency => options.Concurrency;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Scenario>> ChooseScenariosAsync(
        UserProfile user, ScenarioRelevance relevance, int most, CancellationToken cancellation = default) =>
        AskAsync(
            prompts.Fill(PromptFiles.Choose,
                ("profile", Profile(user, newestPerModality)),
                ("scenarios", string.Join('\n', relevance.Pool.All.Select(s => $"{s.Id}: {s.About}. {s.Brief}"))),
                ("count", Number(most))),
            ReplyFormats.Scenarios(relevance.Pool, most), cancellation);

    /// <inheritdoc/>
    public async Task<Draft> WriteAsync(WritingTask task, CancellationToken cancellation = default)
    {
        var (question, answer) = await AskAsync(
            prompts.Fill(PromptFiles.Write,
                ("profile", Profile(task.User, newestPerModality)),
                ("scenario", $"{task.Scenario.About}. {task.Scenario.Brief}"),
                ("rules", string.Join('\n', task.Rules.Select(r => $"- {r.Text}"))),
                ("earlier", task.Earlier.Count == 0 ? "(none)" : string.Join('\n', task.Earlier.Select(q => $"- {q}")))),
            ReplyFormats.Pair, cancellation, task.Variation).ConfigureAwait(false);
        return new Draft(question, answer);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HardRule>> FindRulesAsync(
        IReadOnlyList<ProbedPair> hard, IReadOnlyList<ProbedPair> easy, CancellationToken cancellation = default)
    {
        var rules = await AskAsync(
            prompts.Fill(PromptFiles.Rules, ("hard", Examples(hard)), ("easy", Examples(easy)), ("count", Number(MostRules))),
            ReplyFormats.Rules, cancellation).ConfigureAwait(false);
        return [.. rules.Select(r => r.Trim()).Where(r => r.Length > 0).Take(MostRules).Select(r => new HardRule(r))];
    }

    /// <inheritdoc/>
    public async Task<Review> ReviewAsync(UserProfile user, Draft draft, CancellationToken cancellation = default)
    {
        var verdict = await AskAsync(
            prompts.Fill(PromptFiles.Review,
                ("profile", Profile(user, ReviewFactor * newestPerModality)), ("question", draft.Question), ("answer", draft.Answer)),
            ReplyFormats.Review, cancellation).ConfigureAwait(false);
        if (verdict.Decision == "reject")
            return new Review(null, "contradiction: found by the model", $"\"{draft.Question}\": {verdict.Reason}");
        foreach (var claim in verdict.Claims)
        {
            if (claim.TrueCount(user) is var truth && truth != claim.Count)
            {
                return new Review(null, "contradiction: count",
                    $"\"{draft.Question}\": {claim.Count} {claim.Modality?.Name() ?? "all"} events with \"{claim.Word}\" claimed, there are {truth}.");
            }
        }

        return new Review(verdict.Decision == "rewrite" ? verdict.Answer : draft.Answer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        endpoint.Dispose();
    }

    private async Task<T> AskAsync<T>(string prompt, ReplyFormat<T> format, CancellationToken cancellation, int variation = 0)
    {
        List<ChatMessage> messages = [new(ChatRole.User, prompt)];
        var asked = Options(format, variation);
        for (var repair = 0; ; repair++)
        {
            var request = JsonSerializer.Serialize(new
            {
                model = options.Model,
                messages = messages.Select(m => m.Text),
                options.Temperature,
                options.MostReplyTokens,
                variation,
                replies = options.JsonReplies,
                schema = options.JsonReplies == JsonReplies.Schema ? format.Schema : null,
            });
            var reply = await endpoint.SendAsync(request, async token =>
            {
                var response = await client.GetResponseAsync(messages, asked, token).ConfigureAwait(false);
                return new EndpointReply(response.Text, response.Usage?.TotalTokenCount ?? 0);
            }, cancellation).ConfigureAwait(false);
            try
            {
                return format.Parse(reply);
            }
            catch (FormatException e) when (repair < Repairs)
            {
                messages.Add(new(ChatRole.Assistant, reply));
                messages.Add(new(ChatRole.User, prompts.Fill(PromptFiles.Repair, ("problem", e.Message))));
            }
            catch (FormatException e)
            {
                throw new UnusableReplyException($"{format.Name}: {e.Message}");
            }
        }
    }

    private ChatOptions Options<T>(ReplyFormat<T> format, int variation) => new()
    {
        Temperature = (float?)options.Temperature,

        // The package writes max_completion_tokens, which Ollama and older servers pass over.
        RawRepresentationFactory = _ => Bounded(options.MostReplyTokens),
        AdditionalProperties = new() { ["strict"] = true },

        // Without it a second draft of the same pair would be the same request, and its reply the first one's.
        Seed = variation > 0 ? variation : null,
        ResponseFormat = options.JsonReplies switch
        {
            JsonReplies.Schema => ChatResponseFormat.ForJsonSchema(JsonElement.Parse(format.Schema), format.Name),
            JsonReplies.Object => ChatResponseFormat.Json,
            _ => null,
        },
    };

#pragma warning disable SCME0001 // the package's way to write a field that it does not know
    private static ChatCompletionOptions Bounded(int? tokens)
    {
        var request = new ChatCompletionOptions();
        if (tokens is { } most)
            request.Patch.Set("$.max_tokens"u8, most);
        return request;
    }
#pragma warning restore SCME0001

    private static string Examples(IReadOnlyList<ProbedPair> pairs) => string.Join('\n', pairs.Take(ExamplesForRules)
        .Select(p => string.Create(CultureInfo.InvariantCulture, $"- Question: {p.Draft.Question} Answer: {p.Draft.Answer} (difficulty {p.Difficulty:F2})")));

    private static string Profile(UserProfile user, int newest)
    {
        var prompt = PromptTemplate.Render(user, budget: ModalityBudget.Each(newest));
        return prompt[..prompt.LastIndexOf(PromptTemplate.InstructionLead, StringComparison.Ordinal)];
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
