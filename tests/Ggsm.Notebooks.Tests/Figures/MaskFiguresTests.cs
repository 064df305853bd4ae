using Ggsm.Masks;
using Ggsm.Runs;

namespace Ggsm.Notebooks.Tests.Figures;

public sealed class MaskFiguresTests
{
    [Fact]
    public void Masks_stand_side_by_side_with_their_weights_on_one_colour_scale()
    {
        var figure = new FigureData(Notebooks.Figures.MaskHeatmaps([Mask(0, 0.5f, null), Mask(30, 0.7f, 0.4), Mask(59, 1f, 1.0)]));

        Assert.Equal(["step 0", "step 30", "step 59"], figure.Names);
        Assert.Equal([1f, 0.7f, 0.7f], FigureData.Values<float>(figure.Trace("step 30")["z"]![0]));
        Assert.Equal([1f, 1f, 1f], FigureData.Values<float>(figure.Trace("step 30")["z"]![2]));
        Assert.All(figure.Traces, trace => Assert.Equal("coloraxis", (string?)trace["coloraxis"]));
        Assert.Equal((0.0, 1.0), (figure.Layout["coloraxis"]!["cmin"]!.GetValue<double>(), figure.Layout["coloraxis"]!["cmax"]!.GetValue<double>()));
        Assert.Equal(["step 0", "step 30, alpha 0.40", "step 59, alpha 1.00"], figure.Layout["annotations"]!.AsArray().Select(title => (string?)title!["text"]));
        Assert.Equal(["y", "y2", "y3"], figure.Traces.Select(trace => (string?)trace["yaxis"]));
        Assert.All(["yaxis", "yaxis2", "yaxis3"], axis => Assert.Equal("reversed", (string?)figure.Layout[axis]!["autorange"]));
        Assert.Contains("user tower", figure.Title);
    }

    [Fact]
    public void Up_to_32_positions_have_a_grid_and_their_tokens()
    {
        var trace = new FigureData(Notebooks.Figures.MaskHeatmaps([Mask(0, 0.5f, null)], ["<bill>", " tea", "<USER>"])).Traces[0];

        Assert.Equal(["0 &lt;bill&gt;", "1 ␣tea", "2 &lt;USER&gt;"], FigureData.Values<string>(trace["x"]));
        Assert.Equal(1, trace["xgap"]!.GetValue<int>());
    }

    [Fact]
    public void More_positions_have_numbers_and_no_grid()
    {
        var positions = Enumerable.Range(0, 40).Select(i => 2 * i).ToArray();
        var mask = new MaskSnapshot
        {
            Step = 0,
            MaskStep = 0,
            Tower = "answer",
            Length = 80,
            Positions = positions,
            Weights = [.. positions.Select(_ => new float[40])],
        };
        var trace = new FigureData(Notebooks.Figures.MaskHeatmaps([mask], [.. Enumerable.Repeat("t", 80)])).Traces[0];

        Assert.Equal("78", (string?)trace["x"]![39]);
        Assert.Equal(0, trace["xgap"]!.GetValue<int>());
    }

    [Fact]
    public void Importance_is_drawn_for_the_masks_that_have_it()
    {
        var figure = new FigureData(Notebooks.Figures.ImportanceByPosition(
            [Mask(0, 0.5f, null) with { Importance = [0f, 0f, 2.5f] }, Mask(30, 0.7f, 0.4)], ["a", "b", "<USER>"]));

        Assert.Equal(["step 0"], figure.Names);
        Assert.Equal([0f, 0f, 2.5f], FigureData.Values<float>(figure.Traces[0]["y"]));
        Assert.Equal("2 &lt;USER&gt;", (string?)figure.Traces[0]["x"]![2]);
    }

    [Fact]
    public void Without_any_importance_the_figure_says_what_to_take_instead()
        => Assert.Contains("ggsm", Assert.Throws<BadInputException>(() => Notebooks.Figures.ImportanceByPosition([Mask(0, 0.5f, null)])).Message);

    private static MaskSnapshot Mask(long step, float future, double? alpha) => new()
    {
        Step = step,
        MaskStep = step,
        Tower = "user",
        Alpha = alpha,
        Length = 3,
        Positions = [0, 1, 2],
        Weights = [[1f, future, future], [1f, 1f, future], [1f, 1f, 1f]],
    };
}
