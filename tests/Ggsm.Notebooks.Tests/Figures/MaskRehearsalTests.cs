using Ggsm.Masks;

namespace Ggsm.Notebooks.Tests.Figures;

public sealed class MaskRehearsalTests
{
    private static readonly MaskSchedule Schedule = new(WarmUpSteps: 10, TotalSteps: 40);

    [Fact]
    public void As_described_the_mask_starts_at_one_half_and_opens_with_the_schedule()
    {
        var weights = MaskRehearsal.Of("ggsm", Schedule, updates: 50).FutureWeights;

        Assert.Equal(0.5, weights[0], 6);
        Assert.InRange(weights[5], 0.55, 0.75);
        Assert.Equal(weights.Skip(11).Order(), weights.Skip(11));
        Assert.All(weights.Skip(40), weight => Assert.Equal(1, weight, 6));
    }

    [Fact]
    public void As_released_summing_over_the_batch_all_but_opens_the_mask_in_warm_up()
    {
        var described = MaskRehearsal.Of("ggsm", Schedule, updates: 10).FutureWeights;
        var released = MaskRehearsal.Of("ggsm-released", Schedule, updates: 10).FutureWeights;

        Assert.True(released[9] > 0.95, $"released {released[9]}");
        Assert.True(described[9] < 0.75, $"described {described[9]}");
    }

    [Fact]
    public void As_released_the_mask_counts_micro_batches_and_is_open_after_a_quarter_of_the_updates()
    {
        var released = MaskRehearsal.Of("ggsm-released", Schedule, updates: 40, accumulation: 4).FutureWeights;
        var described = MaskRehearsal.Of("ggsm", Schedule, updates: 40, accumulation: 4).FutureWeights;

        Assert.Equal(1, released[10], 6);
        Assert.True(described[10] < 0.75, $"described {described[10]}");
    }

    [Fact]
    public void The_same_seed_rehearses_the_same()
        => Assert.Equal(MaskRehearsal.Of("ggsm", Schedule, 20, seed: 3).FutureWeights, MaskRehearsal.Of("ggsm", Schedule, 20, seed: 3).FutureWeights);

    [Fact]
    public void Rehearsals_are_drawn_side_by_side()
    {
        var figure = new FigureData(Notebooks.Figures.Rehearsals(new MaskRehearsal("ggsm", [0.5, 1.0]), new MaskRehearsal("causal", [0.0, 0.0])));

        Assert.Equal(["ggsm", "causal"], figure.Names);
        Assert.Equal([0.5, 1.0], FigureData.Values<double>(figure.Trace("ggsm")["y"]));
    }
}
