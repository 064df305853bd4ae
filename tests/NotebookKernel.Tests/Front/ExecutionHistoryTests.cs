using System.Text.Json.Nodes;
using NotebookKernel.Front;

namespace NotebookKernel.Tests.Front;

public sealed class ExecutionHistoryTests
{
    private readonly ExecutionHistory history = new();

    public ExecutionHistoryTests()
    {
        history.Add(1, "var x = 1;", null);
        history.Add(2, "x + 1", "2");
        history.Add(3, "var y = 2;", null);
        history.Add(4, "x + 1", "2");
    }

    [Fact]
    public void The_tail_is_the_last_cells_in_order() =>
        Assert.Equal(["var y = 2;", "x + 1"], Inputs(new JsonObject { ["hist_access_type"] = "tail", ["n"] = 2 }));

    [Fact]
    public void A_range_starts_at_its_start_and_ends_before_its_stop() =>
        Assert.Equal(["x + 1", "var y = 2;"], Inputs(new JsonObject { ["hist_access_type"] = "range", ["session"] = 0, ["start"] = 2, ["stop"] = 4 }));

    [Fact]
    public void A_range_of_a_session_that_is_not_kept_is_empty() =>
        Assert.Empty(Inputs(new JsonObject { ["hist_access_type"] = "range", ["session"] = -1, ["start"] = 1, ["stop"] = 9 }));

    [Fact]
    public void A_search_matches_the_whole_cell_with_wildcards() =>
        Assert.Equal(["var x = 1;", "var y = 2;"], Inputs(new JsonObject { ["hist_access_type"] = "search", ["pattern"] = "var ? = *" }));

    [Fact]
    public void A_unique_search_gives_each_text_once_and_n_limits_it()
    {
        var search = new JsonObject { ["hist_access_type"] = "search", ["pattern"] = "*", ["unique"] = true };
        Assert.Equal(["var x = 1;", "var y = 2;", "x + 1"], Inputs(search));

        search["n"] = 1;
        Assert.Equal(["x + 1"], Inputs(search));
    }

    [Fact]
    public void With_output_each_entry_holds_input_and_result()
    {
        var entries = history.Answer(new JsonObject { ["hist_access_type"] = "tail", ["n"] = 1, ["output"] = true });

        Assert.Equal("[[1,4,[\"x \\u002B 1\",\"2\"]]]", entries.ToJsonString());
    }

    private string[] Inputs(JsonObject request) => [.. history.Answer(request).Select(entry => (string)entry![2]!)];
}
