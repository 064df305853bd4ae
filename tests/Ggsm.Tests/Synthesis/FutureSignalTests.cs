using Ggsm.Synthesis;
using Ggsm.Synthesis.World;
using Ggsm.Tests.Users;
using Ggsm.Users;

namespace Ggsm.Tests.Synthesis;

public sealed class FutureSignalTests
{
    private static readonly UserProfile Profile = TestUsers.Profile(
        TestUsers.Event(Modality.Bill, 5, "past"),
        TestUsers.Event(Modality.Bill, -1, EventField.Of("item", "noodles"), EventField.Of("amount", 12)),
        TestUsers.Event(Modality.Bill, -2, EventField.Of("item", "noodles"), EventField.Of("amount", 15)),
        TestUsers.Event(Modality.Search, -6.9, "jazz"),
        TestUsers.Event(Modality.Bill, -7, EventField.Of("item", "noodles"), EventField.Of("amount", 9)));

    [Fact]
    public void Equal_actions_of_a_time_bin_are_counted_together_whatever_their_numbers() =>
        Assert.Equal(
            [new FutureAction("first week", Modality.Bill, "noodles", 2), new("first week", Modality.Search, "jazz", 1), new("later", Modality.Bill, "noodles", 1)],
            FutureSignal.Aggregate(Profile));

    [Fact]
    public void The_answer_names_each_bin_once_and_counts_above_one() =>
        Assert.Equal("first week: bill noodles x2; search jazz; later: bill noodles", FutureSignal.Render(FutureSignal.Aggregate(Profile)));

    [Fact]
    public void An_empty_future_says_so() => Assert.Equal("nothing", FutureSignal.Render([]));

    [Fact]
    public void A_sample_is_a_part_in_the_same_order_and_repeats_with_its_seed()
    {
        var actions = new WorldGenerator(new WorldOptions { Seed = 3 }).Generate(20).Select(u => FutureSignal.Aggregate(u.Profile)).First(a => a.Count > 8);
        var sample = FutureSignal.Sample(actions, 6, new SeededRandom(1));

        Assert.Equal(6, sample.Count);
        Assert.Equal(actions.Where(sample.Contains), sample);
        Assert.Equal(sample, FutureSignal.Sample(actions, 6, new SeededRandom(1)));
        Assert.Equal(actions, FutureSignal.Sample(actions, 100, new SeededRandom(1)));
        Assert.Contains(Enumerable.Range(2, 10), seed => !FutureSignal.Sample(actions, 6, new SeededRandom((ulong)seed)).SequenceEqual(sample));
    }

    [Fact]
    public void Frequent_actions_are_drawn_more_often_and_a_second_modality_before_a_repeated_one()
    {
        FutureAction[] actions =
        [
            new("later", Modality.Bill, "often", 5), new("later", Modality.Bill, "seldom", 1), new("later", Modality.Bill, "rare", 1), new("later", Modality.App, "other", 1),
        ];
        int Draws(string action, int most) => Enumerable.Range(0, 2000)
            .Count(seed => FutureSignal.Sample(actions, most, new SeededRandom((ulong)seed)).Any(a => a.Action == action));

        Assert.InRange(Draws("often", 1), 1150, 1350);
        Assert.True(Draws("other", 2) > 1.3 * Draws("seldom", 2));
    }

    [Fact]
    public void The_month_may_be_divided_into_weeks_or_not_at_all()
    {
        Assert.Equal(["first week", "first week", "second week"], FutureSignal.Aggregate(Profile, FutureBins.Weeks).Select(a => a.Bin));
        Assert.Equal("month: bill noodles x3; search jazz", FutureSignal.Render(FutureSignal.Aggregate(Profile, FutureBins.Month)));
    }

    [Fact]
    public void Without_regard_to_frequency_and_diversity_every_action_is_as_likely()
    {
        FutureAction[] actions = [new("month", Modality.Bill, "often", 8), new("month", Modality.Bill, "seldom", 1), new("month", Modality.App, "other", 1)];
        int Draws(string action, double frequency, double diversity) => Enumerable.Range(0, 3000)
            .Count(seed => FutureSignal.Sample(actions, 2, new SeededRandom((ulong)seed), frequency, diversity).Any(a => a.Action == action));

        Assert.All(actions, a => Assert.InRange(Draws(a.Action, 0, 0), 1880, 2120));
        Assert.True(Draws("often", 1, 0) > 2600);
        Assert.True(Draws("other", 0, 5) > Draws("other", 0, 0) + 300);
    }
}
