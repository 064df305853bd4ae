using Ggsm.Training;

namespace Ggsm.Tests.Training;

public sealed class BatchOrderTests
{
    [Fact]
    public void An_epoch_visits_every_pair_once()
    {
        var order = new BatchOrder(count: 12, batchSize: 4, seed: 3);
        var epoch = Enumerable.Range(0, 3).SelectMany(i => order.Batch(i)).Order();
        Assert.Equal(Enumerable.Range(0, 12), epoch);
    }

    [Fact]
    public void A_batch_depends_on_seed_and_position_only_not_on_what_was_read_before()
    {
        var walked = new BatchOrder(10, 4, seed: 3);
        for (var i = 0; i < 7; i++)
            walked.Batch(i);
        Assert.Equal(new BatchOrder(10, 4, seed: 3).Batch(7), walked.Batch(7));
    }

    [Fact]
    public void Epochs_and_seeds_differ_in_their_order()
    {
        var order = new BatchOrder(32, 32, seed: 3);
        Assert.NotEqual(order.Batch(0), order.Batch(1));
        Assert.NotEqual(order.Batch(0), new BatchOrder(32, 32, seed: 4).Batch(0));
    }

    [Fact]
    public void A_remainder_smaller_than_a_batch_is_left_out_of_the_epoch() =>
        Assert.Equal(2, new BatchOrder(11, 4, seed: 1).BatchesPerEpoch);
}
