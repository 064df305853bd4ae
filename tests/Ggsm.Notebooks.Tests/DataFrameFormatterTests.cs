using System.Xml.Linq;
using Microsoft.Data.Analysis;
using Microsoft.DotNet.Interactive.Formatting;

namespace Ggsm.Notebooks.Tests;

public sealed class DataFrameFormatterTests
{
    public DataFrameFormatterTests() => DataFrameFormatter.Register();

    [Fact]
    public void A_data_frame_is_shown_as_a_table_and_as_text() =>
        Assert.Equal(new HashSet<string> { "text/html", "text/plain" }, FormattedValue.CreateManyFromObject(Losses()).Select(value => value.MimeType).ToHashSet());

    [Fact]
    public void The_text_has_caption_and_units_and_numbers_end_below_one_another() =>
        Assert.Equal(
            """
            Losses of two recipes
            Recipe  Loss (nats)  Steps
            causal        13.04  1,200
            ggsm           0.56    720
            """,
            Losses().ToDisplayString("text/plain").ReplaceLineEndings("\n"));

    [Fact]
    public void The_table_has_caption_header_and_a_row_for_each_row_with_numbers_to_the_right()
    {
        var table = Html(Losses());

        Assert.Equal("Losses of two recipes", table.Element("caption")!.Value);
        Assert.Equal(["Recipe", "Loss (nats)", "Steps"], table.Descendants("th").Select(cell => cell.Value));
        Assert.Equal([["causal", "13.04", "1,200"], ["ggsm", "0.56", "720"]], table.Element("tbody")!.Elements("tr").Select(row => row.Elements("td").Select(cell => cell.Value).ToArray()));
        Assert.Equal([false, true, true], table.Element("tbody")!.Elements("tr").First().Elements("td").Select(cell => cell.Attribute("style")!.Value.Contains("text-align:right")));
        Assert.Null(table.Element("tfoot"));
    }

    [Fact]
    public void A_long_table_shows_its_first_rows_and_says_how_many_there_are()
    {
        var frame = new DataFrame(new Int32DataFrameColumn("Step", Enumerable.Range(0, 1500)));

        var table = Html(frame);

        Assert.Equal(DataFrameFormatter.MostRows, table.Element("tbody")!.Elements("tr").Count());
        Assert.Equal("The first 20 of 1,500 rows.", table.Element("tfoot")!.Value);
        Assert.EndsWith("The first 20 of 1,500 rows.", frame.ToDisplayString("text/plain"));
    }

    [Fact]
    public void What_a_table_holds_is_text_and_never_markup()
    {
        var frame = new DataFrame(new StringDataFrameColumn("<b>name</b>", ["<script>alert(1)</script>"])).WithCaption("a < b");

        var html = frame.ToDisplayString("text/html");

        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("<b>", html);
        Assert.Equal("<script>alert(1)</script>", Html(frame).Descendants("td").Single().Value);
    }

    [Fact]
    public void A_table_names_no_colour_of_ink_or_ground_so_that_it_reads_on_a_dark_page_too()
    {
        var html = Losses().ToDisplayString("text/html");

        Assert.DoesNotContain("color:", html.Replace("color:inherit", ""));
        Assert.DoesNotContain("background", html);
    }

    [Fact]
    public void A_frame_made_from_another_does_not_carry_its_caption() => Assert.DoesNotContain("Losses of", Losses().OrderBy("Steps").ToDisplayString("text/plain"));

    [Fact]
    public void A_frame_without_rows_is_its_header() => Assert.Equal("Step", new DataFrame(new Int32DataFrameColumn("Step")).ToDisplayString("text/plain"));

    private static DataFrame Losses() => new DataFrame(
        new StringDataFrameColumn("Recipe", ["causal", "ggsm"]),
        new DoubleDataFrameColumn("Loss (nats)", [13.041, 0.5571]),
        new Int32DataFrameColumn("Steps", [1200, 720])).WithCaption("Losses of two recipes");

    private static XElement Html(DataFrame frame) => XElement.Parse(frame.ToDisplayString("text/html"));
}
