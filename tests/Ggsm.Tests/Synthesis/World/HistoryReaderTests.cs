using Ggsm.Synthesis.World;
using Ggsm.Tests.Users;
using Ggsm.Users;

namespace Ggsm.Tests.Synthesis.World;

public sealed class HistoryReaderTests
{
    private static readonly Theme Food = Themes.Of("food");

    [Fact]
    public void A_refund_turns_round_what_came_before_and_not_what_comes_after()
    {
        var reading = Read(ForwardControl.Voiding, Plan(9, "gold"), Plan(8, "silver"), Void(7), Plan(6, "guest"));

        Assert.Equal(-2 - 1 - 2, reading.Standing);
        Assert.Equal([0, 1], reading.Relabelled);
    }

    [Fact]
    public void Without_a_refund_everything_stands()
    {
        var reading = Read(ForwardControl.Voiding, Plan(9, "gold"), Plan(8, "basic"));

        Assert.Equal(2 - 1, reading.Standing);
        Assert.Empty(reading.Relabelled);
    }

    [Fact]
    public void A_refund_elsewhere_changes_nothing() =>
        Assert.Equal(2, Read(ForwardControl.Voiding, Plan(9, "gold"), TestUsers.Event(Modality.Bill, 5, EventField.Of("merchant", "winery"), EventField.Of("action", "refund"))).Standing);

    [Theory]
    [InlineData(ForwardControl.Latest, -2)]
    [InlineData(ForwardControl.First, 1)]
    public void In_the_controls_one_plan_of_each_contract_counts_and_refunds_mean_nothing(ForwardControl control, int expected) =>
        Assert.Equal(expected, Read(control, Void(10), Plan(9, "silver"), Plan(8, "gold"), Plan(7, "guest"), Void(6)).Standing);

    [Fact]
    public void Everyday_things_count_wherever_they_are_seen_with_the_fact_about_its_middle()
    {
        var profile = TestUsers.Profile(
            TestUsers.Event(Modality.Bill, 3, "sushi"), TestUsers.Event(Modality.Search, 2, "bistro"), TestUsers.Event(Modality.Bill, 1, "canteen"),
            TestUsers.Event(Modality.Bill, 1, "bakomi"));

        Assert.Equal(3 + 1 - 2, HistoryReader.Read(profile, Food, ForwardControl.Voiding).Habit);
        Assert.Equal(2 + 2.5, HistoryReader.Read(profile with { Tabular = [EventField.Of(Food.Fact, 7)] }, Food, ForwardControl.Voiding).Habit);
    }

    [Fact]
    public void Order_free_aggregates_count_everything_and_do_not_see_where_the_refund_lies()
    {
        static float[] Of(params UserEvent[] events) => HistoryReader.OrderFreeAggregates(TestUsers.Profile(events), Food);
        var before = Of(Void(9), Plan(8, "gold"), Plan(7, "gold"), TestUsers.Event(Modality.Bill, 1, "sushi"));

        Assert.Equal(before, Of(Plan(9, "gold"), Plan(8, "gold"), Void(7), TestUsers.Event(Modality.Bill, 1, "sushi")));
        Assert.Equal(22, before.Length);
        Assert.Equal([1, 2, 1], before[..^1].Where(f => f > 0));
        Assert.NotEqual(before, Of(Void(9), Plan(8, "gold"), Plan(7, "guest"), TestUsers.Event(Modality.Bill, 1, "sushi")));
    }

    private static ThemeReading Read(ForwardControl control, params UserEvent[] events) => HistoryReader.Read(TestUsers.Profile(events), Food, control);

    private static UserEvent Plan(double daysBefore, string tier) =>
        TestUsers.Event(Modality.Bill, daysBefore, EventField.Of("merchant", "mealkit"), EventField.Of("plan", tier));

    private static UserEvent Void(double daysBefore) =>
        TestUsers.Event(Modality.Bill, daysBefore, EventField.Of("merchant", "mealkit"), EventField.Of("action", "refund"));
}
