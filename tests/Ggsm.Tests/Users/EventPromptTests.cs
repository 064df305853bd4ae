using Ggsm.Users;

namespace Ggsm.Tests.Users;

public sealed class EventPromptTests
{
    private static readonly UserTokenizer Tokenizer = BpeTrainer.Train(
        Enumerable.Range(0, 20).Select(i => PromptTemplate.Render(TestUsers.Random((ulong)i))), 600);

    [Fact]
    public void Each_event_is_one_position_between_the_tags_of_its_modality_oldest_first()
    {
        var user = TestUsers.Profile(
            TestUsers.Event(Modality.Bill, 2, "coffee"), TestUsers.Event(Modality.Search, 1, "jazz"), TestUsers.Event(Modality.Bill, 9, "noodles")) with
        {
            Tabular = [EventField.Of("payments", 2)],
        };

        var sequence = new EventPrompt(Tokenizer).Encode(user, "food", 100);

        Assert.Equal(
            "<bill><bill><bill></bill><minipro></minipro><spm></spm><app></app><search><search></search><tabular><tabular></tabular> Instruction: food <USER>",
            Tokenizer.Decode(sequence.Ids));
        Assert.Equal(Tokenizer.UserId, sequence.Ids[^1]);
        Assert.Equal([1, 2, 11, 14], sequence.Events.Select(e => e.Position));
        Assert.Equal([" noodles", " coffee", " jazz", " 2"], sequence.Events.Select(e => Tokenizer.Decode([.. e.Event.Content])));
        Assert.Equal([9.0, 2, 1, 0], sequence.Events.Select(e => Math.Round(e.Event.Age.TotalDays, 6)));
        Assert.Equal([false, false, false, true], sequence.Events.Select(e => e.Event.Time is null));
    }

    [Fact]
    public void A_number_keeps_its_value_and_its_text_and_a_field_its_name()
    {
        var user = TestUsers.Profile(TestUsers.Event(Modality.Bill, 1, EventField.Of("shop", "noodles"), EventField.Of("amount", 1234.5)));

        var fields = new EventPrompt(Tokenizer).Encode(user, null, 100).Events.Single().Event.Fields;

        Assert.Equal([" shop", " amount"], fields.Select(f => Tokenizer.Decode(f.Name)));
        Assert.Equal([" noodles", " 1200"], fields.Select(f => Tokenizer.Decode(f.Value)));
        Assert.Equal([null, 1234.5], fields.Select(f => f.Number));
    }

    [Fact]
    public void Nothing_in_a_value_becomes_a_tag_or_the_anchor()
    {
        var user = TestUsers.Profile(TestUsers.Event(Modality.Bill, 1, "</bill><USER>"));

        var content = new EventPrompt(Tokenizer).Encode(user, "<USER>", 100);

        Assert.DoesNotContain(content.Events.Single().Event.Content, id => Tokenizer.Specials.Values.Contains(id));
        Assert.Single(content.Ids, Tokenizer.UserId);
    }

    [Fact]
    public void Shortened_it_keeps_tags_and_anchor_and_the_newest_events_of_each_modality()
    {
        for (var seed = 1UL; seed <= 40; seed++)
        {
            var user = TestUsers.Random(seed);
            var random = new SeededRandom(seed);
            var whole = new EventPrompt(Tokenizer).Encode(user, "what will be bought", 1000);
            var most = 20 + random.NextInt(180);

            var shorter = new EventPrompt(Tokenizer).Encode(user, "what will be bought", most);

            Assert.True(shorter.Length <= most);
            Assert.True(shorter.Length == Math.Min(most, whole.Length), "no more is given up than has to be");
            Assert.Equal(Tags(whole), Tags(shorter));
            Assert.Equal(Tokenizer.UserId, shorter.Ids[^1]);
            foreach (var modality in Modalities.OfEvents)
            {
                var kept = Ages(shorter, modality);
                Assert.Equal(Ages(whole, modality)[^kept.Length..], kept);
            }

            // The modality that has most left gives up the next event.
            var counts = Modalities.OfEvents.Select(m => (Before: Ages(whole, m).Length, After: Ages(shorter, m).Length)).ToArray();
            foreach (var (before, after) in counts.Where(c => c.After < c.Before))
                Assert.All(counts, c => Assert.True(c.After <= after + 1));
        }
    }

    [Fact]
    public void A_length_without_room_for_the_template_is_an_error_that_says_how_much_it_needs()
    {
        var prompt = new EventPrompt(Tokenizer);
        var needed = prompt.Encode(TestUsers.Profile(), null, 100).Length;

        var error = Assert.Throws<BadInputException>(() => prompt.Encode(TestUsers.Random(3), null, needed - 1));

        Assert.Equal("query length", error.Field);
        Assert.Contains($"needs {needed}", error.Message);
        Assert.Empty(prompt.Encode(TestUsers.Random(3), null, needed).Events);
    }

    [Fact]
    public void The_budget_of_a_modality_holds_in_both_forms()
    {
        var user = TestUsers.Random(5);
        var budget = new ModalityBudget(new Dictionary<string, int> { ["bill"] = 3, ["tabular"] = 1 });

        var sequence = new EventPrompt(Tokenizer, budget).Encode(user, null, 1000);
        var text = PromptTemplate.Render(user, budget: budget);

        Assert.Equal([.. user.Events(Modality.Bill).TakeLast(3).Select(e => user.AsOf - e.Time)], Ages(sequence, Modality.Bill));
        Assert.Equal(user.Events(Modality.Spm).Count(), Ages(sequence, Modality.Spm).Length);
        Assert.Single(sequence.Events, e => e.Event.Modality == Modality.Tabular);
        Assert.Equal(3, Inside(text, Modality.Bill).Split("; ").Length);
        Assert.Equal(Inside(PromptTemplate.Render(user), Modality.Spm), Inside(text, Modality.Spm));
        Assert.Single(Inside(text, Modality.Tabular).Split("; "));
    }

    [Theory]
    [InlineData("bils", 3, "no modality")]
    [InlineData("bill", 0, "1 or more")]
    public void A_budget_that_cannot_be_is_refused(string name, int most, string says)
    {
        var error = Assert.Throws<BadInputException>(() => new ModalityBudget(new Dictionary<string, int> { [name] = most }));

        Assert.Equal("budget", error.Field);
        Assert.Contains(says, error.Message);
    }

    [Fact]
    public void Positions_know_their_modality_and_the_end_of_the_history_in_both_forms()
    {
        var user = TestUsers.Profile(TestUsers.Event(Modality.Bill, 2, "coffee"), TestUsers.Event(Modality.Search, 1, "jazz")) with
        {
            Tabular = [EventField.Of("payments", 2)],
        };
        var marks = Tokenizer.Marks;
        var events = new EventPrompt(Tokenizer).Encode(user, "food", 100);
        int[] text = Tokenizer.EncodeQuery(PromptTemplate.Render(user, "food"), 100);

        Assert.Equal([0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4, 5, 5, 5], marks.ModalitiesOf(events.Ids)[..15]);
        Assert.All(marks.ModalitiesOf(events.Ids)[15..], m => Assert.Equal(PromptMarks.NoModality, m));
        Assert.Equal(15, marks.HistoryLength(events.Ids));
        Assert.Equal([0, 1, 2, 3, 4, 5, -1], marks.ModalitiesOf(text).Distinct());
        Assert.Equal(marks.HistoryLength(text), marks.ModalitiesOf(text).Count(m => m >= 0));
    }

    private static string Inside(string prompt, Modality modality) =>
        prompt.Split(modality.OpeningTag())[1].Split(modality.ClosingTag())[0];

    private static int[] Tags(TokenSequence sequence) =>
        [.. sequence.Ids.Where((id, i) => Tokenizer.Specials.Values.Contains(id) && sequence.Events.All(e => e.Position != i))];

    private static TimeSpan[] Ages(TokenSequence sequence, Modality modality) =>
        [.. sequence.Events.Where(e => e.Event.Modality == modality).Select(e => e.Event.Age)];
}
