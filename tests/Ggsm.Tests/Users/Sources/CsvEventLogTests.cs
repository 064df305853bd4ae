using Ggsm.Users;
using Ggsm.Users.Sources;

namespace Ggsm.Tests.Users.Sources;

public sealed class CsvEventLogTests : IDisposable
{
    private const string Mapping = """
        {
          "as_of": "2026-03-01T00:00:00Z", "separator": ";", "licence": "our own",
          "events": [
            {"file": "payments.csv", "id": "customer", "time": "paid at", "time_format": "unix", "modality": "bill",
             "fields": {"merchant": "shop", "amount": {"column": "value", "number": true}}},
            {"file": "clicks.csv", "id": "who", "time": "when", "time_format": "dd.MM.yyyy HH:mm",
             "modality": {"column": "kind", "values": {"PAGE": "spm", "SEARCH": "search", "BOT": null}}, "fields": {"thing": "target"}}
          ],
          "users": [{"file": "people.csv", "id": "customer", "tabular": {"age": {"column": "age", "number": true}, "city": "town"}, "labels": {"food": "likes food"}}]
        }
        """;

    private const string Payments = "shop;customer;value;paid at\nbakery;c2;3.5;1772000000\nsushi;c1;20;1770000000\n\"a;b\";c1;1;1773000000\ntoo old;c1;1;1000000000\n";
    private const string Clicks = "who;when;kind;target\nc1;01.02.2026 10:00;PAGE;home\nc1;02.02.2026 10:00;BOT;home\nc2;03.03.2026 10:30;SEARCH;jazz\n";
    private const string People = "customer;age;town;likes food\nc1;31;Lyon;1\nc2;;Bern;\nc3;50;Rome;0\n";

    private readonly TestFolder folder = new();

    public CsvEventLogTests()
    {
        Directory.CreateDirectory(folder.File("log"));
        Write("payments.csv", Payments);
        Write("clicks.csv", Clicks);
        Write("people.csv", People);
        File.WriteAllText(folder.File("map.json"), Mapping);
    }

    [Fact]
    public void Rows_in_any_order_and_of_several_files_become_users_with_history_future_facts_and_labels()
    {
        var users = Read().OrderBy(u => u.Id).ToArray();

        Assert.Equal(["c1", "c2"], users.Select(u => u.Id));
        Assert.Equal([Modality.Spm, Modality.Bill], users[0].History.Select(e => e.Modality));
        Assert.Equal([EventField.Of("merchant", "sushi"), EventField.Of("amount", 20)], users[0].History[1].Fields);
        Assert.Equal(new DateTimeOffset(2026, 2, 1, 10, 0, 0, TimeSpan.Zero), users[0].History[0].Time);
        Assert.Equal("a;b", Assert.Single(users[0].Future).Fields[0].Text);
        Assert.Equal([EventField.Of("age", 31), EventField.Of("city", "Lyon")], users[0].Tabular);
        Assert.Equal(1, users[0].Labels["food"]);
        Assert.Equal([EventField.Of("city", "Bern")], users[1].Tabular);
        Assert.Empty(users[1].Labels);
        Assert.Equal(Modality.Search, Assert.Single(users[1].Future).Modality);
    }

    [Fact]
    public void Rows_of_one_second_stand_in_the_order_of_their_milliseconds()
    {
        Use("log.csv", "u,at,page\nu1,1772000000900,checkout\nu1,1772000000100,home\nu1,1772000000500,cart\n", "unix_ms");

        Assert.Equal(["home", "cart", "checkout"], Read().Single().History.Select(e => e.Fields[0].Text));
    }

    [Fact]
    public void Day_first_dates_are_refused_under_iso_with_the_row_and_the_way_out()
    {
        Use("log.csv", "u,at,page\nu1,2026-02-01,home\nu1,01/02/2026 09:00,cart\n", "iso");

        var error = Assert.Throws<BadInputException>(() => Read().ToArray());

        Assert.Equal((folder.File("log/log.csv"), 3, "at"), (error.File, error.Line, error.Field));
        Assert.Contains("time_format", error.Message);
    }

    [Theory]
    [InlineData("3,5")]
    [InlineData("1.000,5")]
    [InlineData("NaN")]
    [InlineData("1e999")]
    public void A_number_in_another_notation_is_refused_by_row_and_column(string value)
    {
        Write("payments.csv", $"shop;customer;value;paid at\nbakery;c1;{value};1772000000\n");

        var error = Assert.Throws<BadInputException>(() => Read().ToArray());

        Assert.Equal((folder.File("log/payments.csv"), 2, "value"), (error.File, error.Line, error.Field));
    }

    [Fact]
    public void A_column_that_the_mapping_names_and_the_header_has_twice_is_refused()
    {
        Use("log.csv", "u,at,page,page\nu1,2026-02-01,home,cart\n", "iso");

        var error = Assert.Throws<BadInputException>(() => Read().ToArray());

        Assert.Equal((1, "page"), (error.Line, error.Field));
    }

    [Theory]
    [InlineData("\"fields\": {\"time\": \"page\"}", "fields.time")]
    [InlineData("\"fields\": {\"a\": \"page\", \"a\": \"u\"}", "a")]
    [InlineData("\"fields\": {\" \": \"page\"}", "no name")]
    [InlineData("\"fields\": {\"a\": \"page\"}, \"time_format\": \"dd.mm.yyyy\"", "time_format")]
    [InlineData("\"fields\": {\"a\": \"page\"}, \"time_format\": \"dd.MM.yyyy hh:mm\"", "time_format")]
    public void A_mapping_whose_names_or_times_have_two_meanings_is_refused(string part, string said)
    {
        File.WriteAllText(folder.File("map.json"), $$"""{"as_of": "2026-03-01", "events": [{"file": "log.csv", "id": "u", "time": "at", "modality": "spm", {{part}}}]}""");

        var error = Assert.Throws<BadInputException>(() => CsvMapping.Load(folder.File("map.json")));

        Assert.Equal(folder.File("map.json"), error.File);
        Assert.Contains(said, error.Message);
    }

    [Fact]
    public void A_log_of_many_users_is_put_together_on_disk_in_the_same_order_every_time()
    {
        var rows = Enumerable.Range(0, 20_000).Select(i => $"shop {i % 7};c{(i * 7919) % 500};1;{1_765_000_000 + (i * 300)}");
        Write("payments.csv", "shop;customer;value;paid at\n" + string.Join('\n', rows));
        var users = Read().ToArray();

        Assert.Equal(500, users.Length);
        Assert.Equal(users.Select(u => u.Id), Read().Select(u => u.Id));
        Assert.Equal(20_000, users.Sum(u => u.History.Concat(u.Future).Count(e => e.Modality == Modality.Bill)));
        Assert.All(users, u => Assert.Equal(u.History.OrderBy(e => e.Time), u.History));
    }

    [Fact]
    public void One_file_needs_no_folder()
    {
        File.WriteAllText(folder.File("map.json"), """{"as_of": "2026-03-01", "separator": ";", "events": [{"file": "payments.csv", "id": "customer", "time": "paid at", "time_format": "unix", "modality": "bill", "fields": {"merchant": "shop"}}]}""");

        Assert.Equal(2, new CsvEventLog(Path.Combine(folder.File("log"), "payments.csv"), CsvMapping.Load(folder.File("map.json"))).Read(TestContext.Current.CancellationToken).Count());
    }

    [Theory]
    [InlineData("payments.csv", "c2;3.5", "c2;much", 2, "value")]
    [InlineData("payments.csv", "1772000000", "yesterday", 2, "paid at")]
    [InlineData("payments.csv", "customer", "client", 1, "customer")]
    [InlineData("payments.csv", "sushi;c1;", "sushi;;", 3, "customer")]
    [InlineData("clicks.csv", "01.02.2026 10:00", "2026-02-01", 2, "when")]
    [InlineData("clicks.csv", "BOT", "ROBOT", 3, "kind")]
    [InlineData("clicks.csv", "PAGE;home", "PAGE;", 2, "target")]
    [InlineData("people.csv", "Lyon;1", "Lyon;yes", 2, "likes food")]
    public void A_malformed_row_names_file_line_and_column(string file, string good, string bad, int line, string column)
    {
        var path = Path.Combine(folder.File("log"), file);
        File.WriteAllText(path, File.ReadAllText(path).Replace(good, bad, StringComparison.Ordinal));
        var error = Assert.Throws<BadInputException>(() => Read().ToArray());

        Assert.Equal((path, line, column), (error.File, error.Line, error.Field));
    }

    [Theory]
    [InlineData("\"as_of\"", "\"asof\"", "asof")]
    [InlineData("\"separator\": \";\"", "\"separator\": \"tab\"", "separator")]
    [InlineData("\"modality\": \"bill\"", "\"modality\": \"money\"", "events[0].modality")]
    [InlineData("\"SEARCH\": \"search\"", "\"SEARCH\": \"tabular\"", "events[1].modality.values.SEARCH")]
    [InlineData("\"number\": true", "\"number\": 1", "events[0].fields.amount.number")]
    [InlineData("{\"thing\": \"target\"}", "{}", "events[1].fields")]
    [InlineData("\"labels\": {\"food\"", "\"tags\": {\"food\"", "users[0].tags")]
    public void A_malformed_mapping_names_the_field(string good, string bad, string field)
    {
        File.WriteAllText(folder.File("map.json"), Mapping.Replace(good, bad, StringComparison.Ordinal));

        Assert.Equal(field, Assert.Throws<BadInputException>(() => CsvMapping.Load(folder.File("map.json"))).Field);
    }

    [Fact]
    public void A_file_that_is_not_there_and_a_user_with_two_rows_of_facts_are_refused()
    {
        Write("people.csv", People + "c1;32;Lyon;1\n");
        Assert.Equal("age", Assert.Throws<BadInputException>(() => Read().ToArray()).Field);
        File.Delete(Path.Combine(folder.File("log"), "clicks.csv"));
        Assert.EndsWith("clicks.csv", Assert.Throws<BadInputException>(() => Read().ToArray()).File, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private IEnumerable<UserProfile> Read() =>
        new CsvEventLog(folder.File("log"), CsvMapping.Load(folder.File("map.json"))).Read(TestContext.Current.CancellationToken);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder.File("log"), name), text);

    private void Use(string name, string rows, string format)
    {
        Write(name, rows);
        File.WriteAllText(folder.File("map.json"), $$$"""{"as_of": "2026-03-01", "events": [{"file": "{{{name}}}", "id": "u", "time": "at", "time_format": "{{{format}}}", "modality": "spm", "fields": {"page": "page"}}]}""");
    }
}
