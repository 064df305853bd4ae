using Ggsm.Evaluation;
using Ggsm.Synthesis;
using Ggsm.Users;

namespace Ggsm.Tests.Synthesis;

public sealed class BehaviorGeneratorTests
{
    private static readonly UserProfile[] Users = [.. BehaviorGenerator.Generate(400, seed: 7)];

    [Fact]
    public void A_user_depends_on_seed_and_number_only()
    {
        static string Text(IEnumerable<UserProfile> users)
        {
            using var stream = new MemoryStream();
            UsersFile.Write(stream, users);
            return System.Text.Encoding.UTF8.GetString(stream.ToArray());
        }

        Assert.Equal(Text(Users.Take(5)), Text(BehaviorGenerator.Generate(5, seed: 7)));
        Assert.NotEqual(Text(Users.Take(1)), Text(BehaviorGenerator.Generate(1, seed: 8)));
    }

    [Fact]
    public void Histories_span_90_days_and_futures_the_month_after_with_events_of_all_modalities()
    {
        Assert.All(Users, u =>
        {
            Assert.All(u.History, e => Assert.InRange(u.AsOf - e.Time, TimeSpan.FromTicks(1), UserProfile.HistoryWindow));
            Assert.All(u.Future, e => Assert.InRange(e.Time - u.AsOf, TimeSpan.Zero, UserProfile.FutureWindow));
            Assert.NotEmpty(u.History);
            Assert.Equal(u.Events(Modality.Bill).Count(), u.Tabular.Single(f => f.Name == "payments").Number);
        });
        Assert.All(Modalities.OfEvents, m => Assert.True(Users.Average(u => u.Events(m).Count()) > 3));
    }

    [Fact]
    public void The_future_is_more_like_its_own_history_than_like_other_peoples()
    {
        static HashSet<string> Things(IEnumerable<UserEvent> events) => [.. events.Select(e => string.Join(' ', e.Fields.Where(f => f.Number is null).Select(f => f.Text)))];
        var histories = Users.Select(u => Things(u.History)).ToArray();
        var futures = Users.Select(u => Things(u.Future)).ToArray();
        double Shared(int shift) => Enumerable.Range(0, Users.Length).Average(i => futures[i].Count(histories[(i + shift) % Users.Length].Contains));

        Assert.True(Shared(0) > 2 * Shared(1), $"{Shared(0)} {Shared(1)}");
    }

    [Theory]
    [InlineData("food")]
    [InlineData("concert")]
    public void Each_label_is_neither_rare_nor_usual_and_can_be_read_from_the_history_but_not_perfectly(string task)
    {
        var topic = task == "food" ? new[] { "food", "noodles", "dumplings", "coffee", "salad", "pizza", "sushi", "curry", "burger" }
            : ["concert", "rock", "jazz", "opera", "folk", "techno", "piano", "choir", "indie"];
        double[] shares = [.. Users.Select(u => u.History.Average(e => e.Fields.Any(f => f.Text.Split(' ').Intersect(topic).Any()) ? 1.0 : 0.0))];
        int[] labels = [.. Users.Select(u => u.Labels[task])];

        Assert.InRange(labels.Average(), 0.25, 0.6);
        Assert.InRange(RocAuc.Of(shares, labels), 0.85, 0.99);
    }
}
