using Ggsm.Synthesis.QueryAnswer;
using Ggsm.Synthesis.QueryAnswer.Grammar;
using Ggsm.Synthesis.QueryAnswer.LanguageModel;

namespace Ggsm.Tests.Synthesis.QueryAnswer;

public sealed class QueryAnswerTextsTests : IDisposable
{
    private readonly TestFolder folder = new();

    [Fact]
    public void The_shipped_texts_written_out_can_be_loaded_again()
    {
        var target = folder.File("texts");
        ShippedTexts.WriteAll(target);

        Assert.Equal(ScenarioPool.Shipped().All.Select(s => s.Id), ScenarioPool.Load(Path.Combine(target, "scenarios.jsonl")).All.Select(s => s.Id));
        Assert.NotNull(GrammarText.Load(Path.Combine(target, "grammar.txt")));
        Assert.NotNull(PromptFiles.Load(target));
        Assert.InRange(ScenarioPool.Shipped().All.Count, 50, 200);
    }

    [Fact]
    public void A_scenario_with_a_misspelt_field_is_refused_with_its_line()
    {
        var error = Assert.Throws<BadInputException>(() => ScenarioPool.Load(Write("s.jsonl",
            """
            {"id": "a", "about": "a", "brief": "A."}
            {"id": "b", "about": "b", "brief": "B.", "keyword": ["x"]}
            """)));

        Assert.Equal((2, "keyword"), (error.Line, error.Field));
    }

    [Theory]
    [InlineData("""{"id": "a", "about": "a", "brief": "A.", "keywords": ["two words"]}""", "keywords")]
    [InlineData("""{"id": "a", "about": "a", "brief": "A.", "keywords": "x"}""", "keywords")]
    [InlineData("""{"id": "a", "brief": "A."}""", "about")]
    public void A_scenario_that_would_not_work_is_refused(string line, string field) =>
        Assert.Equal(field, Assert.Throws<BadInputException>(() => ScenarioPool.Load(Write("s.jsonl", line))).Field);

    [Fact]
    public void Two_scenarios_of_one_name_are_refused()
    {
        const string Line = """{"id": "a", "about": "a", "brief": "A."}""";

        Assert.Equal(2, Assert.Throws<BadInputException>(() => ScenarioPool.Load(Write("s.jsonl", $"{Line}\n{Line}"))).Line);
    }

    [Fact]
    public void A_prompt_with_an_unknown_placeholder_is_refused_with_its_line()
    {
        var prompts = folder.File("prompts");
        Directory.CreateDirectory(prompts);
        File.WriteAllText(Path.Combine(prompts, "review.txt"), "{profile}\n{question} {anwser}\n");

        var error = Assert.Throws<BadInputException>(() => PromptFiles.Load(prompts));

        Assert.Equal((2, "{anwser}"), (error.Line, error.Field));
        Assert.Contains("{answer}", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prompt_without_the_profile_is_refused()
    {
        var prompts = folder.File("prompts");
        Directory.CreateDirectory(prompts);
        File.WriteAllText(Path.Combine(prompts, "write.txt"), "{scenario} {rules} {earlier}");

        Assert.Equal("{profile}", Assert.Throws<BadInputException>(() => PromptFiles.Load(prompts)).Field);
    }

    [Theory]
    [InlineData("count.answer: {usre} did it.", "count.answer")]
    [InlineData("count.answer: {value} it is.", "count.answer")]
    [InlineData("user: {user} again", "user")]
    public void A_grammar_with_a_wording_that_cannot_be_filled_is_refused_with_its_entry(string line, string field)
    {
        var error = Assert.Throws<BadInputException>(() => GrammarText.Load(Write("grammar.txt", $"{line}\n{ShippedGrammar()}")));

        Assert.Equal((1, field), (error.Line, error.Field));
    }

    [Fact]
    public void A_grammar_that_lacks_an_entry_is_refused_by_its_name()
    {
        var lines = ShippedGrammar().Split('\n').Where(l => !l.StartsWith("trend.aside", StringComparison.Ordinal));

        Assert.Equal("trend.aside", Assert.Throws<BadInputException>(() => GrammarText.Load(Write("grammar.txt", string.Join('\n', lines)))).Field);
    }

    [Fact]
    public void The_scenarios_that_set_a_user_apart_come_first()
    {
        var pool = ScenarioPool.Shipped();
        var musician = People.With([.. Enumerable.Range(1, 30).Select(i => People.Paid(i, i % 2 == 0 ? "opera" : "piano", 20))]);
        var relevance = ScenarioRelevance.Measure(pool, People.Make(30));

        var chosen = relevance.MostRelevant(musician, 10);

        Assert.Contains(chosen.Take(2), s => s.Id == "quiet-music");
        Assert.Contains(chosen.Take(2), s => s.Id == "concerts");
        Assert.DoesNotContain(chosen, s => s.Id == "sport");
    }

    public void Dispose() => folder.Dispose();

    private string Write(string name, string text)
    {
        File.WriteAllText(folder.File(name), text);
        return folder.File(name);
    }

    private string ShippedGrammar()
    {
        var target = folder.File("shipped");
        ShippedTexts.WriteAll(target);
        return File.ReadAllText(Path.Combine(target, "grammar.txt"));
    }
}
