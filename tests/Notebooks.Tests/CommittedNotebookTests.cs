using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary>The notebooks as they lie in git, with the outputs kept for readers on a code host.</summary>
public sealed class CommittedNotebookTests
{
    private const int LongestCell = 14;
    private const int LargestFile = 600 * 1024;

    [Theory]
    [MemberData(nameof(Checkout.Chapters), MemberType = typeof(Checkout))]
    public void Every_cell_was_executed_in_order_without_an_error(string chapter)
    {
        var cells = Open(chapter).CodeCells;

        Assert.Equal(Enumerable.Range(1, cells.Count), cells.Select(cell => cell["execution_count"]!.GetValue<int>()));
        Assert.DoesNotContain(cells.SelectMany(cell => cell["outputs"]!.AsArray()), output => (string?)output!["output_type"] == "error");
    }

    [Theory]
    [MemberData(nameof(Checkout.Chapters), MemberType = typeof(Checkout))]
    public void Every_figure_has_a_static_image_and_a_line_of_text_beside_it(string chapter)
    {
        var figures = Open(chapter).Figures;

        Assert.True(figures.Count >= 2, $"{chapter} keeps {figures.Count} figures");
        Assert.All(figures, figure =>
        {
            Assert.True(figure.HasStaticImage, $"\"{figure.Title}\" has no image/png");
            Assert.StartsWith("Figure: ", figure.Text);
            Assert.NotEmpty(figure.Title);
        });
    }

    [Theory]
    [MemberData(nameof(Checkout.Chapters), MemberType = typeof(Checkout))]
    public void Cells_are_short_and_the_file_is_small(string chapter)
    {
        var notebook = Open(chapter);

        Assert.All(notebook.CodeCells, cell =>
        {
            var source = Notebook.Joined(cell["source"]);
            Assert.True(source.Split('\n').Length <= LongestCell, $"a cell of {chapter} is longer than {LongestCell} lines:\n{source}");
        });
        Assert.InRange(new FileInfo(notebook.Path).Length, 1, LargestFile);
    }

    [Theory]
    [MemberData(nameof(Checkout.Chapters), MemberType = typeof(Checkout))]
    public void It_opens_with_the_csharp_kernel_and_tells_no_paths_of_the_machine_it_ran_on(string chapter)
    {
        var notebook = Open(chapter);

        Assert.Equal(".net-csharp", (string?)notebook.Metadata["kernelspec"]!["name"]);
        Assert.DoesNotContain(Checkout.Paths.Root, notebook.Text);
        Assert.DoesNotContain("/home/", notebook.Text);
        Assert.DoesNotContain("/tmp/", notebook.Text);
    }

    [Theory]
    [MemberData(nameof(Checkout.Chapters), MemberType = typeof(Checkout))]
    public void It_says_what_one_learns_and_has_an_exercise_a_summary_and_its_place_in_the_paper(string chapter)
    {
        var notebook = Open(chapter);
        var headings = notebook.Cells.Where(cell => (string?)cell["cell_type"] == "markdown")
            .SelectMany(cell => Notebook.Joined(cell["source"]).Split('\n'))
            .Where(line => line.StartsWith('#'))
            .Select(line => line.TrimStart('#', ' '))
            .ToArray();

        foreach (var wanted in new[] { "What you will learn", "The picture", "Exercise", "Summary", "Where this stands in the paper" })
            Assert.Contains(headings, heading => heading.StartsWith(wanted, StringComparison.Ordinal));
        Assert.NotEmpty((string?)notebook.Metadata["workbook"]!["summary"] ?? "");
        Assert.NotEmpty(notebook.Metadata["workbook"]!["learn"] as JsonArray ?? []);
    }

    private static Notebook Open(string chapter) => Notebook.Read(Path.Combine(Checkout.Paths.Root, "notebooks", $"{chapter}.ipynb"));
}
