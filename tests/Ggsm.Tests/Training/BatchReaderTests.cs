using Ggsm.Batches;
using Ggsm.Encoders;
using Ggsm.Training;
using Ggsm.Users;

namespace Ggsm.Tests.Training;

public sealed class BatchReaderTests
{
    private static readonly TokenPair[] Pairs = [.. Enumerable.Range(0, 40).Select(i => new TokenPair([i, 1], [i, 2]))];

    [Fact]
    public void Each_batch_is_that_of_its_position_in_whatever_order_they_are_taken()
    {
        var reader = new BatchReader(Order(), Pairs);
        foreach (var position in new long[] { 0, 1, 2, 7, 8, 3, 3, 30, 31, 0 })
        {
            var (numbers, pairs) = reader.Take(position);
            Assert.Equal(Order().Batch(position), numbers);
            Assert.Equal(numbers.Select(n => Pairs[n]), pairs);
        }
    }

    [Fact]
    public void A_pair_that_cannot_be_read_fails_the_batch_that_holds_it_and_no_other()
    {
        var broken = Order().Batch(1)[0];
        var reader = new BatchReader(Order(), new Failing(broken));
        Assert.Equal(Order().Batch(0), reader.Take(0).Numbers);
        Assert.Equal($"pair {broken}", Assert.Throws<InvalidDataException>(() => reader.Take(1)).Message);
        Assert.Equal(Order().Batch(2), reader.Take(2).Numbers);
    }

    [Fact]
    public void Settling_waits_for_what_is_being_read_and_keeps_its_error()
    {
        var reader = new BatchReader(Order(), new Failing(Order().Batch(1)[0]));
        reader.Take(0);
        reader.Settle();
        Assert.Equal(Order().Batch(0), reader.Take(0).Numbers);
    }

    private static BatchSampler Order() => new([.. Enumerable.Range(0, Pairs.Length)], batchSize: 4, seed: 3);

    private sealed class Failing(int number) : IReadOnlyList<TokenPair>
    {
        public int Count => Pairs.Length;

        public TokenPair this[int index] => index == number ? throw new InvalidDataException($"pair {index}") : Pairs[index];

        public IEnumerator<TokenPair> GetEnumerator() => throw new NotSupportedException();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => throw new NotSupportedException();
    }
}
