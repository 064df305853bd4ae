using NotebookKernel.Evaluation;

namespace NotebookKernel.Tests.Evaluation;

public sealed class CodeCompletenessTests
{
    [Theory]
    [InlineData("1 + 1")]
    [InlineData("var x = 1;")]
    [InlineData("if (true) { }")]
    [InlineData("int Twice(int x) => 2 * x;")]
    [InlineData("await System.Threading.Tasks.Task.Delay(1);")]
    [InlineData("")]
    public void Code_that_can_run_is_complete(string code) => Assert.Equal("complete", (string?)CodeCompleteness.Of(code)["status"]);

    [Theory]
    [InlineData("if (true) {")]
    [InlineData("var x = ")]
    [InlineData("Console.WriteLine(")]
    [InlineData("class Point {")]
    [InlineData("var s = \"\"\"\ntext")]
    [InlineData("/* comment")]
    public void Code_that_needs_another_line_is_incomplete(string code) => Assert.Equal("incomplete", (string?)CodeCompleteness.Of(code)["status"]);

    [Theory]
    [InlineData("var 1x = 2;")]
    [InlineData("x) y")]
    [InlineData("}")]
    public void Code_no_further_line_can_mend_is_invalid(string code) => Assert.Equal("invalid", (string?)CodeCompleteness.Of(code)["status"]);

    [Fact]
    public void The_next_line_is_indented_after_an_open_brace() =>
        Assert.Equal("        ", (string?)CodeCompleteness.Of("class A {\n    void B() {")["indent"]);
}
