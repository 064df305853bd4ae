using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace StandIns.Tests.Interactive;

[Collection(nameof(FormatterState))]
public sealed class FormatterTests : IDisposable
{
    public FormatterTests() => Formatter.ResetToDefault();

    public void Dispose() => Formatter.ResetToDefault();

    [Fact]
    public void A_registered_formatter_writes_its_type_as_its_MIME_type()
    {
        Formatter.Register<Point>((point, writer) => writer.Write($"<b>{point.X}</b>"), "text/html");

        Assert.Equal("<b>3</b>", new Point(3, 4).ToDisplayString("text/html"));
    }

    [Fact]
    public void A_function_to_string_and_a_delegate_with_context_register_too()
    {
        Formatter.Register<Point>(point => $"x={point.X}");
        Formatter.Register<Point>((point, context) =>
        {
            context.Writer.Write($"y={point.Y}");
            return true;
        }, "text/html");

        Assert.Equal("x=3", new Point(3, 4).ToDisplayString());
        Assert.Equal("y=4", new Point(3, 4).ToDisplayString("text/html"));
    }

    [Fact]
    public void The_most_derived_type_wins_and_then_the_latest_registration()
    {
        Formatter.Register(typeof(object), (_, writer) => writer.Write("object"), "text/html");
        Formatter.Register(typeof(Exception), (_, writer) => writer.Write("exception"), "text/html");
        Formatter.Register(typeof(Exception), (_, writer) => writer.Write("later exception"), "text/html");
        Formatter.Register(typeof(object), (_, writer) => writer.Write("later object"), "text/html");

        Assert.Equal("later exception", new InvalidOperationException().ToDisplayString("text/html"));
        Assert.Equal("later object", new Point(1, 2).ToDisplayString("text/html"));
    }

    [Fact]
    public void A_formatter_of_an_open_generic_type_serves_every_construction_of_it()
    {
        Formatter.Register(typeof(List<>), (_, writer) => writer.Write("a list"), "text/html");

        Assert.Equal("a list", new List<Point>().ToDisplayString("text/html"));
    }

    [Fact]
    public void A_MIME_type_nothing_is_registered_for_is_refused_by_name()
    {
        var refused = Assert.Throws<ArgumentException>(() => 1.ToDisplayString("application/x-unknown"));

        Assert.Contains("application/x-unknown", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Strings_prefer_plain_text_and_everything_else_HTML()
    {
        Assert.Equal(["text/plain"], Formatter.GetPreferredMimeTypesFor(typeof(string)));
        Assert.Equal(["text/html"], Formatter.GetPreferredMimeTypesFor(typeof(Point)));
    }

    [Fact]
    public void Preferred_MIME_types_decide_what_a_value_is_formatted_as()
    {
        Formatter.SetPreferredMimeTypesFor(typeof(Point), "text/plain", "application/json");

        var formatted = FormattedValue.CreateManyFromObject(new Point(3, 4));

        Assert.Equal(["text/plain", "application/json"], formatted.Select(value => value.MimeType));
        Assert.Equal("{\"X\":3,\"Y\":4}", formatted[1].Value);
    }

    [Fact]
    public void Resetting_forgets_what_was_registered()
    {
        Formatter.Register<Point>(_ => "mine", "text/html");

        Formatter.ResetToDefault();

        Assert.DoesNotContain("mine", new Point(3, 4).ToDisplayString("text/html"), StringComparison.Ordinal);
        Assert.Empty(Formatter.RegisteredFormatters(includeDefaults: false));
    }

    [Fact]
    public void HTML_content_is_written_as_it_is_and_text_is_encoded()
    {
        Assert.Equal("<i>a & b</i>", new HtmlString("<i>a & b</i>").ToDisplayString("text/html"));
        Assert.Contains("&lt;i&gt;", "<i>".ToDisplayString("text/html"), StringComparison.Ordinal);
        Assert.Equal("&lt;i&gt;", "<i>".HtmlEncode().ToString());
    }

    [Fact]
    public void Numbers_and_sequences_of_numbers_read_as_text()
    {
        Assert.Equal("1.5", 1.5.ToDisplayString());
        Assert.Equal("[ 1, 2, 3 ]", new[] { 1, 2, 3 }.ToDisplayString());
        Assert.Contains("[ 1, 2, 3 ]", new[] { 1, 2, 3 }.ToDisplayString("text/html"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_sequence_is_cut_at_the_expansion_limit_and_the_rest_counted()
    {
        Formatter.ListExpansionLimit = 2;

        var shown = new List<int> { 1, 2, 3, 4, 5 }.ToDisplayString();

        Assert.Contains("1, 2", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("3,", shown, StringComparison.Ordinal);
        Assert.Contains("(3 more)", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endless_sequence_ends_at_the_expansion_limit()
    {
        Assert.Contains("(more)", Endless().ToDisplayString("text/html"), StringComparison.Ordinal);

        static IEnumerable<int> Endless()
        {
            while (true)
                yield return 1;
        }
    }

    [Fact]
    public void Objects_show_their_members_and_dictionaries_their_keys_as_HTML()
    {
        var point = new Point(3, 4).ToDisplayString("text/html");
        var dictionary = new Dictionary<string, int> { ["loss"] = 7 }.ToDisplayString("text/html");

        Assert.Matches("<td>X</td><td>.*3", point);
        Assert.Contains("<table", dictionary, StringComparison.Ordinal);
        Assert.Contains("loss", dictionary, StringComparison.Ordinal);
        Assert.Contains("7", dictionary, StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_graph_that_holds_itself_ends_at_the_recursion_limit()
    {
        var node = new Node();
        node.Next = node;

        Assert.NotEmpty(node.ToDisplayString("text/html"));
        Assert.NotEmpty(node.ToDisplayString());
    }

    [Fact]
    public void A_property_that_throws_shows_its_exception()
    {
        Assert.Contains("no value", new Thrower().ToDisplayString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_shown_as_the_null_string()
    {
        object? nothing = null;

        Assert.Equal(Formatter.NullString, nothing.ToDisplayString());
        Assert.Contains("&lt;null&gt;", nothing.ToDisplayString("text/html"), StringComparison.Ordinal);
    }

    private sealed record Point(int X, int Y);

    private sealed class Node
    {
        public Node? Next { get; set; }

        public override string ToString() => "node";
    }

    private sealed class Thrower
    {
        public string Value => throw new InvalidOperationException("no value");
    }
}
