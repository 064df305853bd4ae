using System.Text.Json.Nodes;

namespace NotebookKernel.Tests.EndToEnd;

[Collection(nameof(SharedKernel))]
public sealed class CellTests(KernelClient client)
{
    [Fact]
    public void The_value_of_the_last_expression_is_the_result_as_HTML_and_as_text()
    {
        var run = client.Run("var six = 6;\nsix * 7");

        Assert.Equal("ok", run.Status);
        var result = Assert.Single(run.Of("execute_result"));
        Assert.Equal("42", (string?)result["data"]!["text/plain"]);
        Assert.Contains("42", (string?)result["data"]!["text/html"], StringComparison.Ordinal);
        Assert.Equal((int?)run.Reply["execution_count"], (int?)result["execution_count"]);
    }

    [Fact]
    public void A_statement_has_no_result() => Assert.Empty(client.Run("var unused = 1;").Of("execute_result"));

    [Fact]
    public void Later_cells_see_variables_methods_types_and_usings_of_earlier_ones()
    {
        client.Run("using System.Globalization;\nrecord Person(string Name);\nstring Greet(Person p) => $\"hello, {p.Name}\";\nvar ada = new Person(\"Ada\");");

        Assert.Equal("hello, Ada", client.Run("Greet(ada)").Result);
        Assert.Equal("CultureInfo", client.Run("nameof(CultureInfo)").Result);
    }

    [Fact]
    public void The_default_imports_are_those_of_the_genuine_kernel() =>
        Assert.Equal("ok", client.Run("display(new StringBuilder(\"x\").ToString()); new List<int> { 1 }.Select(i => Task.FromResult(i)).First().Result").Status);

    [Fact]
    public void Output_and_errors_of_the_console_are_streams()
    {
        var run = client.Run("Console.Write(\"out \"); Console.Out.WriteLine(1); Console.Error.WriteLine(\"err\");");

        Assert.Equal("out 1\n", run.Output);
        Assert.Equal("err\n", run.Errors);
    }

    [Fact]
    public void Output_is_shown_while_the_cell_still_runs()
    {
        var seen = false;

        // The cell ends only when its output has been seen outside.
        var run = client.Run(
            "Console.WriteLine(\"now\"); while (!System.IO.File.Exists(\"seen\")) System.Threading.Thread.Sleep(5);",
            _ =>
            {
                seen = true;
                File.WriteAllText(Path.Combine(client.Folder, "seen"), "");
            });

        Assert.True(seen);
        Assert.Equal("ok", run.Status);
    }

    [Fact]
    public void What_native_code_writes_is_shown_too()
    {
        var run = client.Run("""
            [System.Runtime.InteropServices.DllImport("libc")] static extern int puts(string text);
            [System.Runtime.InteropServices.DllImport("libc")] static extern nint write(int file, string text, nint count);
            puts("native out");
            write(2, "native err", 10);
            """);

        Assert.Equal("native out\n", run.Output);
        Assert.Equal("native err", run.Errors);
    }

    [Fact]
    public void A_value_is_displayed_in_its_MIME_types_JSON_as_JSON()
    {
        var run = client.Run("\"{\\\"data\\\":[1]}\".DisplayAs(\"application/vnd.plotly.v1+json\"); HTML(\"<b>bold</b>\").Display(); \"iVBORw0KGgo=\".DisplayAs(\"image/png\");");

        JsonNode[] data = [.. run.Of("display_data").Select(content => content["data"]!)];
        Assert.Equal(1, (int?)data[0]["application/vnd.plotly.v1+json"]!["data"]![0]);
        Assert.Equal("<b>bold</b>", (string?)data[1]["text/html"]);
        Assert.Equal("iVBORw0KGgo=", (string?)data[2]["image/png"]);
        Assert.All(data, bundle => Assert.NotNull((string?)bundle["text/plain"]));
    }

    [Theory]
    [InlineData("display(\"first\")")]
    [InlineData("\"first\".Display()")]
    [InlineData("\"first\".DisplayAs(\"text/plain\")")]
    [InlineData("Microsoft.DotNet.Interactive.KernelInvocationContextExtensions.Display(Microsoft.DotNet.Interactive.KernelInvocationContext.Current, \"first\")")]
    public void A_display_is_updated_in_place_also_by_a_later_cell(string display)
    {
        var first = client.Run($"var shown = {display};");
        var second = client.Run("shown.Update(\"second\");");

        var displayed = Assert.Single(first.Of("display_data"));
        var updated = Assert.Single(second.Of("update_display_data"));
        Assert.Equal("first", (string?)displayed["data"]!["text/plain"]);
        Assert.Equal("second", (string?)updated["data"]!["text/plain"]);
        Assert.NotNull((string?)displayed["transient"]!["display_id"]);
        Assert.Equal((string?)displayed["transient"]!["display_id"], (string?)updated["transient"]!["display_id"]);
    }

    [Fact]
    public void A_magic_command_shows_the_variables()
    {
        client.Run("var shownByWho = 12;");

        var table = Assert.Single(client.Run("#!whos").Of("display_data"));

        Assert.Contains("shownByWho", (string?)table["data"]!["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_package_asks_the_client_for_input() =>
        Assert.Equal("typed", client.Run("await Microsoft.DotNet.Interactive.Kernel.GetInputAsync(\"who?\")", input: "typed").Result);

    [Fact]
    public void What_is_displayed_as_last_expression_is_shown_once()
    {
        var run = client.Run("display(5)");

        Assert.Single(run.Of("display_data"));
        Assert.Empty(run.Of("execute_result"));
    }

    [Fact]
    public void A_registered_formatter_formats_results()
    {
        client.Run("using Microsoft.DotNet.Interactive.Formatting;\nrecord Chart(int N);\nFormatter.Register<Chart>((chart, writer) => writer.Write($\"<svg>{chart.N}</svg>\"), \"text/html\");");

        var result = Assert.Single(client.Run("new Chart(3)").Of("execute_result"));

        Assert.Equal("<svg>3</svg>", (string?)result["data"]!["text/html"]);
    }

    [Fact]
    public void A_compiler_error_names_cell_line_and_column()
    {
        var run = client.Run("var fine = 1;\n\n  int wrong = \"text\";\nmissing();");

        Assert.Equal("error", run.Status);
        Assert.Equal($"Cell [{run.Reply["execution_count"]}], line 3, column 15: error CS0029: Cannot implicitly convert type 'string' to 'int'", run.ErrorMessage);
        Assert.Contains(run.Traceback, line => line.Contains("line 4, column 1: error CS0103", StringComparison.Ordinal));
        Assert.Equal(run.ErrorMessage, (string?)Assert.Single(run.Of("error"))["evalue"]);
    }

    [Fact]
    public void An_exception_names_cell_line_and_column_and_the_method_it_came_through()
    {
        client.Run("int Divide(int a, int b)\n{\n    return a / b;\n}");
        var run = client.Run("var one = 1;\n  Divide(one, 0);");

        Assert.Equal("System.DivideByZeroException", run.ErrorName);
        Assert.Matches(@"^   at Divide in Cell \[\d+\], line 3, column 5$", run.Traceback[1]);
        Assert.Equal($"   at Cell [{run.Reply["execution_count"]}], line 2, column 3", run.Traceback[2]);
        Assert.Equal(3, run.Traceback.Length);
    }

    [Fact]
    public void An_exception_after_an_await_keeps_its_line()
    {
        var run = client.Run("await Task.Delay(1);\nthrow new InvalidOperationException(\"late\", new ArgumentException(\"why\"));");

        Assert.Equal("late", run.ErrorMessage);
        Assert.EndsWith("line 2, column 1", run.Traceback[1], StringComparison.Ordinal);
        Assert.Contains(run.Traceback, line => line.Contains("ArgumentException: why", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_cell_declared_before_it_failed_stays()
    {
        client.Run("var kept = 11;\nthrow new Exception();");

        Assert.Equal("11", client.Run("kept").Result);
    }

    [Fact]
    public void An_exception_on_a_thread_of_a_cell_is_told_and_the_variables_stay()
    {
        client.Run("var survivor = 5;");
        var run = client.Run("var t = new System.Threading.Thread(() => throw new Exception(\"on a thread\")); t.Start(); t.Join(); await Task.Delay(100);");

        Assert.Contains("on a thread", run.Errors, StringComparison.Ordinal);
        Assert.Equal("5", client.Run("survivor").Result);
    }

    [Fact]
    public void Console_input_is_asked_of_the_client()
    {
        Assert.Equal("typed", client.Run("Console.ReadLine()", input: "typed").Result);
        Assert.Contains("cannot be asked", client.Run("Console.ReadLine()").ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void The_clear_screen_sequence_clears_the_cells_output()
    {
        var run = client.Run("Console.Write(\"old\"); Console.Write(\"\\u001b[2Jnew\");");

        Assert.Equal(["execute_input", "stream", "clear_output", "stream"], run.Shown.Select(shown => shown.Type));
        Assert.Equal("new", (string?)run.Shown[^1].Content["text"]);
    }

    [Fact]
    public void A_silent_cell_shows_nothing_and_leaves_the_count()
    {
        var before = (int)client.Run("1").Reply["execution_count"]!;

        var silent = client.Run("Console.WriteLine(\"x\"); 2", options: new JsonObject { ["silent"] = true });

        Assert.Empty(silent.Shown);
        Assert.Equal(before + 1, (int)client.Run("1").Reply["execution_count"]!);
    }

    [Fact]
    public void Many_lines_in_a_row_all_arrive_in_order()
    {
        var run = client.Run("for (var i = 0; i < 20000; i++) Console.WriteLine(i);");

        Assert.Equal(string.Concat(Enumerable.Range(0, 20000).Select(i => $"{i}\n")), run.Output);
    }
}
