using System.Text.Json.Nodes;
using NotebookKernel.Messaging;

namespace NotebookKernel.Tests.EndToEnd;

[Collection(nameof(SharedKernel))]
public sealed class QuestionTests(KernelClient client)
{
    [Theory]
    [InlineData("Console.Wri", new[] { "Write", "WriteLine" })]
    [InlineData("\"text\".ToUpperI", new[] { "ToUpperInvariant" })]
    [InlineData("new[] { 1 }.SelectM", new[] { "SelectMany" })]
    [InlineData("System.Threading.Tasks.Parall", new[] { "Parallel", "ParallelLoopResult", "ParallelLoopState", "ParallelOptions" })]
    [InlineData("displ", new[] { "display" })]
    [InlineData("swit", new[] { "switch" })]
    public void Completion_gives_the_names_that_fit(string code, string[] expected)
    {
        var reply = Complete(code, code.Length);

        Assert.Equal(expected, Matches(reply));
        Assert.Equal(code.Length, (int?)reply["cursor_end"]);
    }

    [Fact]
    public void Completion_knows_the_variables_of_earlier_cells_and_their_members()
    {
        client.Run("var veryOwnList = new List<int>();");

        Assert.Equal(["veryOwnList"], Matches(Complete("veryO", 5)));
        Assert.Contains("AddRange", Matches(Complete("veryOwnList.Ad", 14)));
    }

    [Fact]
    public void Completion_counts_the_cursor_in_code_points()
    {
        var reply = Complete("var s = \"😀\"; Math.Ma", 20);

        Assert.Equal(["Max", "MaxMagnitude"], Matches(reply));
        Assert.Equal(18, (int?)reply["cursor_start"]);
    }

    [Fact]
    public void Inspection_shows_declaration_and_documentation()
    {
        var text = Inspect("Math.Max(1, 2)", 7);

        Assert.StartsWith("int Math.Max(int val1, int val2)", text, StringComparison.Ordinal);
        Assert.Contains("Returns", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspection_inside_the_parentheses_is_about_what_is_called() =>
        Assert.Matches(@"^\w+ Math\.Abs\(\w+ value\)\nReturns the absolute value", Inspect("Math.Abs(", 9));

    [Fact]
    public void Inspection_of_an_operator_shows_what_it_does() => Assert.StartsWith("int int.operator +(int left, int right)", Inspect("1 + 1", 2), StringComparison.Ordinal);

    [Fact]
    public void Magic_commands_complete_too() => Assert.Equal(["#!who", "#!whos"], Matches(Complete("#!wh", 4)));

    [Fact]
    public void Inspection_of_a_variable_of_an_earlier_cell_shows_its_type()
    {
        client.Run("var inspected = new Dictionary<string, int>();");

        Assert.Contains("Dictionary<string, int>", Inspect("inspected", 4), StringComparison.Ordinal);
    }

    [Fact]
    public void Inspection_of_nothing_finds_nothing()
    {
        var reply = client.Ask(JupyterChannel.Shell, "inspect_request", new JsonObject { ["code"] = "1 // one", ["cursor_pos"] = 6, ["detail_level"] = 0 });

        Assert.Equal("ok", (string?)reply["status"]);
        Assert.False((bool?)reply["found"]);
    }

    [Fact]
    public void The_kernel_says_what_it_is()
    {
        var reply = client.Ask(JupyterChannel.Control, "kernel_info_request");

        Assert.Equal("5.3", (string?)reply["protocol_version"]);
        Assert.Equal("C#", (string?)reply["language_info"]!["name"]);
        Assert.Equal(".cs", (string?)reply["language_info"]!["file_extension"]);
    }

    [Fact]
    public void A_request_with_a_field_of_the_wrong_kind_is_answered_with_an_error()
    {
        var reply = client.Ask(JupyterChannel.Shell, "complete_request", new JsonObject { ["code"] = 5, ["cursor_pos"] = "x" });

        Assert.Equal("error", (string?)reply["status"]);
        Assert.Equal("2", client.Run("1 + 1").Result);
    }

    private JsonObject Complete(string code, int cursor) =>
        client.Ask(JupyterChannel.Shell, "complete_request", new JsonObject { ["code"] = code, ["cursor_pos"] = cursor });

    private string Inspect(string code, int cursor) =>
        (string)client.Ask(JupyterChannel.Shell, "inspect_request", new JsonObject { ["code"] = code, ["cursor_pos"] = cursor, ["detail_level"] = 0 })["data"]!["text/plain"]!;

    private static string[] Matches(JsonObject reply) => [.. reply["matches"]!.AsArray().Select(match => (string)match!)];
}
