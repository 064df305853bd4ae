using Ggsm.Synthesis.World;
using Ggsm.Users;

namespace Ggsm.Tests.Synthesis.World;

public sealed class WorldGeneratorTests
{
    private static readonly WorldUser[] Users = [.. new WorldGenerator(new WorldOptions()).Generate(1500)];

    [Fact]
    public void A_user_depends_on_seed_and_number_only()
    {
        Assert.Equal(Text(Users[41].Profile), Text(new WorldGenerator(new WorldOptions()).Make(42).Profile));
        Assert.NotEqual(Text(Users[0].Profile), Text(new WorldGenerator(new WorldOptions { Seed = 8 }).Make(1).Profile));
    }

    [Fact]
    public void Histories_span_90_days_and_futures_the_month_after_and_all_modalities_hold_something()
    {
        Assert.All(Users, u =>
        {
            Assert.All(u.Profile.History, e => Assert.InRange(u.Profile.AsOf - e.Time, TimeSpan.FromTicks(1), UserProfile.HistoryWindow));
            Assert.All(u.Profile.Future, e => Assert.InRange(e.Time - u.Profile.AsOf, TimeSpan.Zero, UserProfile.FutureWindow));
            Assert.Equal(9, u.Profile.Labels.Count);
            Assert.NotEmpty(u.Profile.Tabular);
        });
        Assert.All(Modalities.OfEvents, m => Assert.True(Users.Average(u => u.Profile.Events(m).Count()) > 4, m.Name()));
    }

    [Fact]
    public void The_month_after_follows_the_score_in_kind_number_and_tier_of_actions()
    {
        var months = new WorldGenerator(new WorldOptions { Tasks = ["food", "movie", "transit"] }).Generate(2000).SelectMany(user => Themes.All
            .Where(t => user.Truth.Tasks.ContainsKey(t.Task))
            .Select(t => (user.Truth.Tasks[t.Task].Score, Degrees: user.Profile.Future.Select(e => DegreeOf(t, e)).Where(d => d != 0).ToArray()))).ToArray();
        int[][] Where(Func<double, bool> score) => [.. months.Where(m => score(m.Score)).Select(m => m.Degrees)];
        var (low, middle, high) = (Where(s => s < -1), Where(s => Math.Abs(s) < 0.2), Where(s => s > 1));
        static double ShareFor(int[][] group) => group.SelectMany(d => d).Average(d => d > 0 ? 1.0 : 0.0);
        static double Tier(int[][] group) => group.SelectMany(d => d).Average(d => Math.Abs(d));

        Assert.InRange(ShareFor(low), 0, 0.15);
        Assert.InRange(ShareFor(middle), 0.45, 0.55);
        Assert.InRange(ShareFor(high), 0.85, 1);
        Assert.InRange(middle.Average(d => d.Length), 3.4, 3.8);
        Assert.True(Math.Min(low.Average(d => d.Length), high.Average(d => d.Length)) > 4.2);
        Assert.True(Math.Min(Tier(low), Tier(high)) > Tier(middle) + 0.2);
    }

    [Fact]
    public void What_names_a_person_does_not_return_in_the_month_after()
    {
        var contracts = Themes.All.SelectMany(t => t.Contracts).ToHashSet();
        var common = Themes.All.SelectMany(t => t.For.Concat(t.Against).Concat(t.Contracts).Append($"{t.Task} offer")).ToHashSet();
        HashSet<string> Own(IEnumerable<UserEvent> events) => [.. events.Select(e => e.Fields[0].Text).Where(name => !common.Contains(name))];
        var histories = Users.Select(u => Own(u.Profile.History)).ToArray();
        var futures = Users.Select(u => Own(u.Profile.Future)).ToArray();
        double Shared(int shift) => Enumerable.Range(0, Users.Length).Average(i => futures[i].Count(histories[(i + shift) % Users.Length].Contains));

        Assert.DoesNotContain(Users.SelectMany(u => u.Profile.Future), e => contracts.Contains(e.Fields[0].Text));
        Assert.True(Shared(1) > 0.1);
        Assert.InRange(Shared(0) / Shared(1), 0.7, 1.3);
    }

    [Fact]
    public void An_offer_that_is_clicked_is_a_label_of_one_and_everyone_does_something_in_the_month_after()
    {
        foreach (var user in Users)
        {
            foreach (var offer in user.Profile.Future.Where(e => e.Fields[0].Text.EndsWith(" offer", StringComparison.Ordinal)))
                Assert.Equal(user.Profile.Labels[offer.Fields[0].Text[..^" offer".Length]], offer.Fields[1].Text == "click" ? 1 : 0);
        }

        Assert.All(new WorldGenerator(new WorldOptions { Tasks = ["mau"] }).Generate(3000), u => Assert.NotEmpty(u.Profile.Future));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void The_second_dial_says_how_many_plans_a_contract_has_and_a_void_turns_round(int fewest)
    {
        var users = new WorldGenerator(new WorldOptions { Plans = fewest, Tasks = ["food", "movie", "transit"] }).Generate(600).ToArray();
        int[] plans = [.. users.SelectMany(u => u.Profile.History.Where(e => e.Fields.Any(f => f.Name == "plan")).CountBy(e => e.Fields[0].Text)).Select(c => c.Value)];

        Assert.Equal((fewest, fewest + 3), (plans.Min(), plans.Max()));
        Assert.InRange(users.Average(u => u.Truth.Relabelled.Count) / (plans.Length / (double)users.Length) / (fewest + 1.2), 0.4, 0.6);
        foreach (var task in new[] { "food", "movie", "transit" })
        {
            Assert.InRange(Math.Sqrt(users.Average(u => Math.Pow(u.Truth.Tasks[task].Standing, 2))), 0.9, 1.1);
            Assert.InRange(users.Average(u => u.Truth.Tasks[task].Habit * u.Truth.Tasks[task].Standing), -0.15, 0.15);
        }
    }

    [Fact]
    public void Some_users_do_several_times_as_much_as_the_middle_one_and_names_have_a_long_tail()
    {
        int[] lengths = [.. Users.Select(u => u.Profile.History.Count).Order()];
        int[] names = [.. Users.SelectMany(u => u.Profile.History).Where(e => e.Modality == Modality.Bill)
            .GroupBy(e => e.Fields[0].Text).Select(g => g.Count()).OrderDescending()];

        Assert.True(lengths[^1] > 1.7 * lengths[lengths.Length / 2]);
        Assert.True(names.Length > 100);
        Assert.True(names[0] > 50 * names[^1]);
    }

    [Fact]
    public void Trains_are_for_weekdays_and_concerts_for_weekends()
    {
        double WeekendShare(string task)
        {
            var theme = Themes.Of(task);
            return Users.SelectMany(u => u.Profile.History)
                .Where(e => theme.For.Concat(theme.Against).Contains(e.Fields[0].Text))
                .Average(e => e.Time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1.0 : 0.0);
        }

        Assert.True(WeekendShare("transit") < 2 / 7.0 - 0.05);
        Assert.True(WeekendShare("concert") > 2 / 7.0 + 0.05);
    }

    [Fact]
    public void A_life_event_is_searched_for_when_it_happens()
    {
        string[] words = ["flights", "movers", "vacancies"];

        Assert.InRange(Users.Average(u => u.Profile.Events(Modality.Search).Any(e => words.Contains(e.Fields[0].Text)) ? 1.0 : 0.0), 0.2, 0.5);
    }

    [Fact]
    public void Habit_and_standing_are_of_equal_spread_and_unrelated_in_every_task()
    {
        foreach (var theme in Themes.All)
        {
            var truths = Users.Select(u => u.Truth.Tasks[theme.Task]).ToArray();

            Assert.InRange(Math.Sqrt(truths.Average(t => t.Habit * t.Habit)), 0.9, 1.1);
            Assert.InRange(Math.Sqrt(truths.Average(t => t.Standing * t.Standing)), 0.9, 1.1);
            Assert.InRange(truths.Average(t => t.Habit * t.Standing), -0.1, 0.1);
        }
    }

    [Fact]
    public void Labels_are_drawn_with_the_probability_that_the_truth_states()
    {
        var draws = Users.SelectMany(u => u.Truth.Tasks.Select(t => (t.Value.Probability, Label: u.Profile.Labels[t.Key])));

        foreach (var bin in draws.GroupBy(d => (int)(d.Probability * 5)))
            Assert.InRange(bin.Average(d => d.Label) - bin.Average(d => d.Probability), -0.04, 0.04);
    }

    [Fact]
    public void The_probability_is_the_logistic_link_of_the_two_parts_that_the_dial_mixes()
    {
        foreach (var user in new WorldGenerator(new WorldOptions { Forward = 0.2 }).Generate(50))
        {
            foreach (var (task, truth) in user.Truth.Tasks)
            {
                var score = (Math.Sqrt(0.8) * truth.Habit) + (Math.Sqrt(0.2) * truth.Standing);

                Assert.Equal(score, truth.Score, 1e-12);
                Assert.Equal(1, truth.Probability * (1 + Math.Exp(-Themes.Of(task).Intercept - (Themes.Of(task).Slope * score))), 1e-9);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_dial_changes_labels_and_futures_and_no_history(double forward)
    {
        var others = new WorldGenerator(new WorldOptions { Forward = forward }).Generate(200).ToArray();

        Assert.All(others.Zip(Users), pair => Assert.Equal(Text(pair.Second.Profile with { Future = [], Labels = new Dictionary<string, int>() }),
            Text(pair.First.Profile with { Future = [], Labels = new Dictionary<string, int>() })));
        Assert.NotEqual(others.Select(u => u.Profile.Labels["power"]), Users.Take(200).Select(u => u.Profile.Labels["power"]));
    }

    [Fact]
    public void Shuffling_keeps_what_happened_and_when_in_each_modality_and_the_labels()
    {
        var shuffled = new WorldGenerator(new WorldOptions { Control = ForwardControl.Shuffled }).Generate(50).ToArray();

        foreach (var (one, other) in shuffled.Zip(Users))
        {
            foreach (var modality in Modalities.OfEvents)
            {
                static string[] What(UserProfile profile, Modality modality) => [.. profile.Events(modality).Select(PromptTemplate.RenderEvent)];
                Assert.Equal(one.Profile.Events(modality).Select(e => e.Time), other.Profile.Events(modality).Select(e => e.Time));
                Assert.Equal(What(one.Profile, modality).Order(), What(other.Profile, modality).Order());
            }

            Assert.Equal(one.Profile.Labels, other.Profile.Labels);
            Assert.Equal(one.Profile.Tabular, other.Profile.Tabular);
        }

        Assert.Contains(shuffled.Zip(Users), pair => Text(pair.First.Profile) != Text(pair.Second.Profile));
    }

    [Fact]
    public void Who_leaves_hardly_acts_in_the_month_after()
    {
        double Future(int label) => Users.Where(u => u.Profile.Labels["mau"] == label).Average(u => u.Profile.Future.Count);

        Assert.True(Future(1) < 0.5 * Future(0));
    }

    [Fact]
    public void A_world_may_have_some_of_the_tasks_only()
    {
        var user = new WorldGenerator(new WorldOptions { Tasks = ["food", "power"] }).Make(1).Profile;

        Assert.Equal(["food", "power"], user.Labels.Keys.Order());
        Assert.DoesNotContain(user.History, e => Themes.Of("transit").For.Contains(e.Fields[0].Text));
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Assert.Equal("forward", Assert.Throws<BadInputException>(() => new WorldGenerator(new WorldOptions { Forward = 1.5 })).Field);
        Assert.Equal("forward", Assert.Throws<BadInputException>(() => new WorldGenerator(new WorldOptions { Forward = double.NaN })).Field);
        Assert.All(new[] { 0, 9 }, plans => Assert.Equal("plans", Assert.Throws<BadInputException>(() => new WorldGenerator(new WorldOptions { Plans = plans })).Field));
        Assert.Equal("tasks", Assert.Throws<BadInputException>(() => new WorldGenerator(new WorldOptions { Tasks = ["sleep"] })).Field);
    }

    /// <summary>1 to 3 for what speaks for the theme, -1 to -3 for what speaks against it, 0 for everything else.</summary>
    private static int DegreeOf(Theme theme, UserEvent seen)
    {
        for (var i = 0; i < theme.For.Count; i++)
        {
            if (seen.Fields[0].Text == theme.For[i])
                return i + 1;
            if (seen.Fields[0].Text == theme.Against[i])
                return -i - 1;
        }

        return 0;
    }

    private static string Text(UserProfile user)
    {
        using var stream = new MemoryStream();
        UsersFile.Write(stream, [user]);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
