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
        Tensor first = cat([randn(5), rand(5), randperm(5).to(float32), nn.functional.dropout(ones(5))]);
        manual_seed(17);
        Tensor second = cat([randn(5), rand(5), randperm(5).to(float32), nn.functional.dropout(ones(5))]);
        Assert.True(first.Equals(second));
        Assert.False(first[..5].Equals(randn(5)));
    }

    [Fact]
    public void A_restored_state_continues_the_same_stream()
    {
        manual_seed(3);
        _ = randn(7);
        Tensor state = get_rng_state();
        Tensor expected = randn(9);
        _ = randn(100);
        set_rng_state(state);
        Assert.True(expected.Equals(randn(9)));
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
        Assert.Equal(5, generator.initial_seed());
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
        Assert.Equal(2, normal.std().item<float>(), 0.1);
        Assert.Equal(1, uniform.mean().item<float>(), 0.1);
        Assert.InRange(uniform.min().item<float>(), -1f, -0.9f);
        Assert.Equal(2L, whole.min().item<long>());
        Assert.Equal(6L, whole.max().item<long>());
        Assert.Equal(0.3, bernoulli(full(20000, 0.3)).mean().item<float>(), 0.03);
        Assert.All(multinomial(tensor(new[] { 0f, 1f, 0f }), 8, replacement: true).data<long>().ToArray(), k => Assert.Equal(1, k));
    }
}
