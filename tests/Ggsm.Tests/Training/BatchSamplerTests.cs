using Ggsm.Batches;

namespace Ggsm.Tests.Training;

public sealed class BatchSamplerTests
{
    [Fact]
    public void An_epoch_visits_every_pair_once()
    {
        var order = new BatchSampler(Different(12), batchSize: 4, seed: 3);
        var epoch = Enumerable.Range(0, 3).SelectMany(i => order.Batch(i)).Order();
        Assert.Equal(Enumerable.Range(0, 12), epoch);
    }

    [Fact]
    public void A_batch_depends_on_seed_and_position_only_not_on_what_was_read_before()
    {
        var walked = new BatchSampler(Different(10), 4, seed: 3);
        for (var i = 0; i < 7; i++)
            walked.Batch(i);
        Assert.Equal(new BatchSampler(Different(10), 4, seed: 3).Batch(7), walked.Batch(7));
    }

    [Fact]
    public void Epochs_and_seeds_differ_in_their_order()
    {
        var order = new BatchSampler(Different(32), 32, seed: 3);
        Assert.NotEqual(order.Batch(0), order.Batch(1));
        Assert.NotEqual(order.Batch(0), new BatchSampler(Different(32), 32, seed: 4).Batch(0));
    }

    [Fact]
    public void A_remainder_smaller_than_a_batch_is_left_out_of_the_epoch() =>
        Assert.Equal(2, new BatchSampler(Different(11), 4, seed: 1).BatchesPerEpoch);

    [Fact]
    public void Pairs_of_one_user_do_not_share_a_batch_while_there_are_others()
    {
        int[] users = [.. Enumerable.Range(0, 48).Select(i => i / 4)];
        var order = new BatchSampler(users, batchSize: 6, seed: 5);
        for (var i = 0; i < 6; i++)
            Assert.Equal(6, order.Batch(i).Select(pair => users[pair]).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 48), Enumerable.Range(0, 8).SelectMany(i => order.Batch(i)).Order());
    }

    [Fact]
    public void Pairs_of_a_single_user_still_fill_their_batches() =>
        Assert.Equal([0, 1, 2, 3], new BatchSampler([7, 7, 7, 7], batchSize: 4, seed: 1).Batch(0).Order());

    [Fact]
    public void Length_buckets_leave_less_padding_and_still_visit_every_pair_once()
    {
        int[] lengths = Lengths(96);
        var plain = new BatchSampler(Different(96), 8, seed: 3);
        var sorted = new BatchSampler(Different(96), 8, seed: 3, bucketBatches: 6, pair => lengths[pair]);

        Assert.Equal(Enumerable.Range(0, 96), Enumerable.Range(0, 12).SelectMany(i => sorted.Batch(i)).Order());
        var (without, with) = (Padding(plain, lengths), Padding(sorted, lengths));
        Assert.True(with < without / 3, $"{with} padded tokens beside {without}");
    }

    [Fact]
    public void Bucketed_batches_depend_on_seed_and_position_only_and_come_in_no_order_of_length()
    {
        int[] lengths = Lengths(96);
        BatchSampler Order(long seed) => new(Different(96), 8, seed, bucketBatches: 12, pair => lengths[pair]);
        var walked = Order(3);
        for (var i = 0; i < 17; i++)
            walked.Batch(i);

        Assert.Equal(Order(3).Batch(17), walked.Batch(17));
        Assert.NotEqual(Order(3).Batch(0), Order(4).Batch(0));
        Assert.NotEqual(Order(3).Batch(0).Order(), Order(3).Batch(12).Order());
        var longest = Enumerable.Range(0, 12).Select(i => Order(3).Batch(i).Max(pair => lengths[pair])).ToArray();
        Assert.NotEqual(longest.Order(), longest);
    }

    [Fact]
    public void Bucketed_batches_keep_pairs_of_one_user_apart_too()
    {
        int[] users = [.. Enumerable.Range(0, 48).Select(i => i / 4)];
        int[] lengths = [.. users.Select(user => 10 + user)];
        var order = new BatchSampler(users, batchSize: 6, seed: 5, bucketBatches: 8, pair => lengths[pair]);
        for (var i = 0; i < 8; i++)
            Assert.Equal(6, order.Batch(i).Select(pair => users[pair]).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 48), Enumerable.Range(0, 8).SelectMany(i => order.Batch(i)).Order());
    }

    [Fact]
    public void The_remainder_that_an_epoch_leaves_out_is_not_always_the_longest_pairs()
    {
        int[] lengths = Lengths(20);
        var order = new BatchSampler(Different(20), 8, seed: 1, bucketBatches: 2, pair => lengths[pair]);
        var longest = Enumerable.Range(0, 20).MaxBy(i => lengths[i]);
        Assert.Contains(Enumerable.Range(0, 20), i => order.Batch(i).Contains(longest));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Every_batch_of_a_mix_has_its_part_of_each_stream_and_no_user_twice(int bucketBatches)
    {
        string?[] sources = [.. Enumerable.Range(0, 120).Select(i => i < 90 ? "behavior" : i < 110 ? "qa" : null)];
        int[] users = [.. Enumerable.Range(0, 120).Select(i => i % 60)];
        var mix = DataMixture.Create(new Dictionary<string, double> { ["qa"] = 1, ["behavior"] = 3 }, sources, batchSize: 8)!;
        int[] lengths = Lengths(120);
        var order = new BatchSampler(users, 8, seed: 2, bucketBatches, pair => lengths[pair], mix);

        Assert.Equal(10, order.BatchesPerEpoch);
        var epoch = Enumerable.Range(0, 10).Select(i => order.Batch(i)).ToArray();
        Assert.All(epoch, batch => Assert.Equal((6, 2), (batch.Count(p => sources[p] == "behavior"), batch.Count(p => sources[p] == "qa"))));
        Assert.Equal(80, epoch.SelectMany(b => b).Distinct().Count());
        Assert.True(epoch.Count(b => b.Select(p => users[p]).Distinct().Count() == 8) >= (bucketBatches == 0 ? 8 : 0));
        Assert.NotEqual(epoch[0].Order(), order.Batch(10).Order());
    }

    [Theory]
    [InlineData(1, 1, 8, 4, 4)]
    [InlineData(2, 1, 8, 5, 3)]
    [InlineData(0.9, 0.1, 16, 14, 2)]
    public void A_mix_divides_a_batch_as_near_to_the_shares_as_whole_pairs_allow(double behavior, double qa, int batchSize, int behaviors, int questions)
    {
        string[] sources = [.. Enumerable.Repeat("behavior", 20), .. Enumerable.Repeat("qa", 20)];

        var mix = DataMixture.Create(new Dictionary<string, double> { ["behavior"] = behavior, ["qa"] = qa }, sources, batchSize)!;

        Assert.Equal([behaviors, questions], mix.Quotas);
    }

    [Fact]
    public void A_mix_with_a_stream_that_the_data_lacks_is_refused_and_those_it_has_are_named()
    {
        var error = Assert.Throws<BadInputException>(
            () => DataMixture.Create(new Dictionary<string, double> { ["behavior"] = 1, ["qa"] = 1 }, [.. Enumerable.Repeat("behavior", 20)], 8));

        Assert.Equal("data.mix", error.Field);
        Assert.Contains("behavior 20", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_whose_share_gives_it_no_place_is_refused() =>
        Assert.Contains("no place", Assert.Throws<BadInputException>(() => DataMixture.Create(
            new Dictionary<string, double> { ["behavior"] = 100, ["qa"] = 1 }, [.. Enumerable.Repeat("behavior", 20), .. Enumerable.Repeat("qa", 20)], 8)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(1, 40, 8)]
    [InlineData(2, 3, 8)]
    [InlineData(3, 12, 5)]
    [InlineData(4, 1, 4)]
    public void Each_batch_takes_the_first_waiting_pairs_of_different_users_and_then_the_first_left(int seed, int userCount, int batchSize)
    {
        var random = new Random(seed);
        int[] users = [.. Enumerable.Range(0, 61).Select(_ => random.Next(userCount))];
        var order = new BatchSampler(users, batchSize, seed);
        int[][] epoch = [.. Enumerable.Range(0, order.BatchesPerEpoch).Select(i => order.Batch(i))];

        // With all users different, batches are the permutation cut in pieces; the law is then applied to it word by word.
        var plain = new BatchSampler(Different(61), 61, seed);
        var waiting = plain.Batch(0).ToList();
        foreach (var batch in epoch)
        {
            var seen = new HashSet<int>();
            var expected = waiting.Where(pair => seen.Count < batchSize && seen.Add(users[pair])).ToHashSet();
            expected.UnionWith(waiting.Where(pair => !expected.Contains(pair)).Take(batchSize - expected.Count).ToArray());
            Assert.Equal(waiting.Where(expected.Contains), batch);
            waiting.RemoveAll(expected.Contains);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(300_000)]
    public void A_large_epoch_is_cut_whoever_its_pairs_belong_to(int userCount)
    {
        var order = new BatchSampler([.. Enumerable.Range(0, 300_000).Select(i => i % 2 == 0 ? 0 : i % userCount)], 32, seed: 1);
        Assert.Equal(32 * order.BatchesPerEpoch, Enumerable.Range(0, order.BatchesPerEpoch).SelectMany(i => order.Batch(i)).Distinct().Count());
    }

    private static int[] Lengths(int count) => [.. Enumerable.Range(0, count).Select(i => 10 + (i * 37 % count))];

    private static int Padding(BatchSampler order, int[] lengths) =>
        Enumerable.Range(0, order.BatchesPerEpoch).Select(i => order.Batch(i).Select(pair => lengths[pair]).ToArray())
            .Sum(batch => (batch.Max() * batch.Length) - batch.Sum());

    private static int[] Different(int count) => [.. Enumerable.Range(0, count)];
}
