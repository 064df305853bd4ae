using TorchSharp;
using static TorchSharp.torch;

namespace StandIns.Tests.TorchSharp;

[Collection(nameof(RandomTests))]
[CollectionDefinition(nameof(RandomTests), DisableParallelization = true)]
public sealed class RandomTests : ScopedTest
{
    [Fact]
    public void The_same_seed_gives_the_same_numbers()
    {
        manual_seed(17);
        Tensor first = cat([randn(5), rand(5), empty(5).normal_()]);
        manual_seed(17);
        Tensor second = cat([randn(5), rand(5), empty(5).normal_()]);
        Assert.True(first.Equals(second));
        Assert.False(first[..5].Equals(randn(5)));
    }

    [Fact]
    public void A_generator_has_a_stream_of_its_own()
    {
        using var generator = new Generator(5);
        Tensor own = randn(4, generator: generator);
        manual_seed(5);
        Assert.True(own.Equals(randn(4)));
        generator.manual_seed(5);
        _ = randn(50);
        Assert.True(own.Equals(randn(4, generator: generator)));
    }

    [Fact]
    public void Disposed_generators_leave_no_memory_behind()
    {
        Make(1_000);
        var before = Environment.WorkingSet;
        Make(20_000);

        // A generator holds 2.5 KiB or more.
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 20 << 20);

        static void Make(int count)
        {
            for (var i = 0; i < count; i++)
            {
                using var generator = new Generator((ulong)i);
            }
        }
    }

    [Fact]
    public void Distributions_have_their_moments()
    {
        manual_seed(1);
        Tensor normal = empty(20000).normal_(3, 2), uniform = empty(20000).uniform_(-1, 3), whole = randint(2, 7, [20000]);
        Assert.Equal(3, normal.mean().item<float>(), 0.1);
        Assert.Equal(2, (normal - 3).pow(2).mean().sqrt().item<float>(), 0.1);
        Assert.Equal(1, uniform.mean().item<float>(), 0.1);
        Assert.Equal(6L, whole.max().item<long>());
    }
}
