namespace Ggsm.Tests;

public sealed class SeededRandomTests
{
    [Fact]
    public void The_stream_is_SplitMix64()
    {
        var random = new SeededRandom(1234567);

        // Published test vector of the reference implementation.
        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
            Enumerable.Range(0, 5).Select(_ => random.NextBits()));
    }

    [Fact]
    public void Parts_of_one_seed_are_unrelated_and_each_repeats()
    {
        ulong[] Draw(ulong seed, string part)
        {
            var random = SeededRandom.For(seed, part);
            return [random.NextBits(), random.NextBits()];
        }

        Assert.Equal(Draw(7, "a"), Draw(7, "a"));
        Assert.Empty(Draw(7, "a").Intersect(Draw(7, "b")));
        Assert.Empty(Draw(7, "a").Intersect(Draw(8, "a")));
    }

    [Fact]
    public void Moments_are_those_of_the_named_distributions()
    {
        var random = new SeededRandom(3);
        var uniform = Enumerable.Range(0, 40_000).Select(_ => random.NextDouble()).ToArray();
        var normal = Enumerable.Range(0, 40_000).Select(_ => random.NextNormal()).ToArray();
        var die = Enumerable.Range(0, 60_000).GroupBy(_ => random.NextInt(6)).ToDictionary(g => g.Key, g => g.Count());
        var weighted = Enumerable.Range(0, 40_000).Count(_ => random.NextIndex([1, 0, 3]) == 2);

        Assert.Equal(0.5, uniform.Average(), 0.01);
        Assert.All(uniform, u => Assert.InRange(u, 0, 1 - 1e-16));
        Assert.Equal(0, normal.Average(), 0.02);
        Assert.Equal(1, normal.Average(x => x * x), 0.03);
        Assert.Equal([0, 1, 2, 3, 4, 5], die.Keys.Order());
        Assert.All(die.Values, n => Assert.InRange(n, 9_600, 10_400));
        Assert.Equal(30_000, weighted, 400.0);
    }

    [Fact]
    public void A_shuffle_keeps_every_item()
    {
        var items = Enumerable.Range(0, 100).ToArray();
        new SeededRandom(5).Shuffle<int>(items);

        Assert.NotEqual(Enumerable.Range(0, 100), items);
        Assert.Equal(Enumerable.Range(0, 100), items.Order());
    }
}
