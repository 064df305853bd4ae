using Ggsm.Training;

namespace Ggsm.Tests.Training;

public sealed class BatchOrderTests
{
    [Fact]
    public void An_epoch_visits_every_pair_once()
    {
        var order = new BatchOrder(Different(12), batchSize: 4, seed: 3);
        var epoch = Enumerable.Range(0, 3).SelectMany(i => order.Batch(i)).Order();
        Assert.Equal(Enumerable.Range(0, 12), epoch);
    }

    [Fact]
    public void A_batch_depends_on_seed_and_position_only_not_on_what_was_read_before()
    {
        var walked = new BatchOrder(Different(10), 4, seed: 3);
        for (var i = 0; i < 7; i++)
            walked.Batch(i);
        Assert.Equal(new BatchOrder(Different(10), 4, seed: 3).Batch(7), walked.Batch(7));
    }

    [Fact]
    public void Epochs_and_seeds_differ_in_their_order()
    {
        var order = new BatchOrder(Different(32), 32, seed: 3);
        Assert.NotEqual(order.Batch(0), order.Batch(1));
        Assert.NotEqual(order.Batch(0), new BatchOrder(Different(32), 32, seed: 4).Batch(0));
    }

    [Fact]
    public void A_remainder_smaller_than_a_batch_is_left_out_of_the_epoch() =>
        Assert.Equal(2, new BatchOrder(Different(11), 4, seed: 1).BatchesPerEpoch);

    [Fact]
    public void Pairs_of_one_user_do_not_share_a_batch_while_there_are_others()
    {
        int[] users = [.. Enumerable.Range(0, 48).Select(i => i / 4)];
        var order = new BatchOrder(users, batchSize: 6, seed: 5);
        for (var i = 0; i < 6; i++)
            Assert.Equal(6, order.Batch(i).Select(pair => users[pair]).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 48), Enumerable.Range(0, 8).SelectMany(i => order.Batch(i)).Order());
    }

    [Fact]
    public void Pairs_of_a_single_user_still_fill_their_batches() =>
        Assert.Equal([0, 1, 2, 3], new BatchOrder([7, 7, 7, 7], batchSize: 4, seed: 1).Batch(0).Order());

    private static int[] Different(int count) => [.. Enumerable.Range(0, count)];
}
