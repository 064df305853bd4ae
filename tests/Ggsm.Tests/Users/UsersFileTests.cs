using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ggsm.Users;

namespace Ggsm.Tests.Users;

public sealed class UsersFileTests : IDisposable
{
    private const string Good = """{"id": "u1", "as_of": "2026-03-01T00:00:00Z"}""";

    private readonly TestFolder folder = new();

    [Fact]
    public void What_is_written_reads_back_the_same() =>
        Check.QuickThrowOnFailure(Prop.ForAll<ulong>(seed =>
        {
            var user = TestUsers.Random(seed) with { Labels = new Dictionary<string, int> { ["food"] = 1, ["concert"] = 0 } };
            user = user with { Future = [.. TestUsers.Random(seed + 1).History.Select(e => e with { Time = e.Time.AddDays(90) })] };
            var text = Text([user, user with { Id = "u2" }]);
            File.WriteAllText(folder.File("users.jsonl"), text);
            var read = UsersFile.Read(folder.File("users.jsonl")).ToArray();

            return read.Length == 2 && Text(read) == text
                && read[0].History.Select(e => (e.Modality, e.Fields[0].Text)).Order()
                    .SequenceEqual(user.History.Select(e => (e.Modality, e.Fields[0].Text)).Order())
                && read[0].Labels["food"] == 1;
        }));

    [Fact]
    public void Users_are_streamed_so_an_error_far_down_does_not_stop_those_before()
    {
        File.WriteAllText(folder.File("users.jsonl"), $"{Good}\n{Good}\nbroken");
        using var users = UsersFile.Read(folder.File("users.jsonl")).GetEnumerator();

        Assert.True(users.MoveNext());
        Assert.True(users.MoveNext());
        Assert.Equal(3, Assert.Throws<BadInputException>(() => users.MoveNext()).Line);
    }

    [Fact]
    public void Fields_keep_their_order_and_kind_and_events_are_sorted_by_time()
    {
        File.WriteAllText(
            folder.File("users.jsonl"),
            """{"id": "u1", "as_of": "2026-03-01", "bill": [{"time": "2026-02-02T10:00:00+02:00", "b": "x", "a": 1.5}, {"time": "2026-02-01", "c": "y"}]}""");
        var history = UsersFile.Read(folder.File("users.jsonl")).Single().History;

        Assert.Equal("y", history[0].Fields[0].Text);
        Assert.Equal([EventField.Of("b", "x"), EventField.Of("a", 1.5)], history[1].Fields);
        Assert.Equal(new DateTimeOffset(2026, 2, 2, 8, 0, 0, TimeSpan.Zero), history[1].Time);
    }

    [Theory]
    [InlineData("""{"as_of": "2026-03-01"}""", "id")]
    [InlineData("""{"id": "u"}""", "as_of")]
    [InlineData("""{"id": "u", "as_of": "soon"}""", "as_of")]
    [InlineData("""{"id": "u", "as_of": "2026-03-01", "bills": []}""", "bills")]
    [InlineData("""{"id": "u", "as_of": "2026-03-01", "bill": {}}""", "bill")]
    [InlineData("""{"id": "u", "as_of": "2026-03-01", "bill": [1]}""", "bill[0]")]
    [InlineData("""{"id": "u", "as_of": "2026-03-01", "bill": [{"time": "2026-02-01"}, {"item": "x"}]}""", "bill[1].time")]
    [InlineData("""{"id": "u", "as_of": "2026-03-01", "bill": [{"time": "2026-03-02", "item": "x"}]}""", "bill[0].time")]
    [InlineData("""{"id": "u", "as_of": "2026-03-01", "app": [{"time": "2026-02-01", "item": true}]}""", "app[0].item")]
    [InlineData("""{"id": "u", "as_of": "2026-03-01", "future": {"bill": [{"time": "2026-02-01", "item": "x"}]}}""", "future.bill[0].time")]
    [InlineData("""{"id": "u", "as_of": "2026-03-01", "future": {"tabular": {}}}""", "future.tabular")]
    [InlineData("""{"id": "u", "as_of": "2026-03-01", "tabular": {"x": []}}""", "tabular.x")]
    [InlineData("""{"id": "u", "as_of": "2026-03-01", "labels": {"food": 2}}""", "labels.food")]
    public void A_malformed_user_names_line_and_field(string bad, string field)
    {
        File.WriteAllText(folder.File("users.jsonl"), $"{Good}\n{bad}\n");
        var error = Assert.Throws<BadInputException>(() => UsersFile.Read(folder.File("users.jsonl")).ToArray());

        Assert.Equal(2, error.Line);
        Assert.Equal(field, error.Field);
    }

    public void Dispose() => folder.Dispose();

    private static string Text(IEnumerable<UserProfile> users)
    {
        using var stream = new MemoryStream();
        UsersFile.Write(stream, users);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
