using Ggsm.Decoder;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests;

/// <summary>Small inputs, drawn from a generator of the test's own.</summary>
internal static class TestTensors
{
    private static readonly Lock Seeding = new();

    public static DecoderConfig SmallConfig { get; } = new()
    {
        VocabularySize = 23,
        HiddenSize = 16,
        IntermediateSize = 24,
        Layers = 2,
        Heads = 4,
        KeyValueHeads = 2,
        HeadSize = 4,
        InitializerRange = 0.3,
    };

    public static DecoderModel Decoder(DecoderConfig? config = null, long seed = 1)
    {
        lock (Seeding)
        {
            random.manual_seed(seed);
            return new DecoderModel(config ?? SmallConfig);
        }
    }

    public static Tensor Normal(Random random, params long[] shape) =>
        tensor(Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)Gauss(random)).ToArray(), shape);

    public static Tensor Ids(Random random, long batch, long length, int vocabulary = 23) =>
        tensor(Enumerable.Range(0, (int)(batch * length)).Select(_ => (long)random.Next(vocabulary)).ToArray(), [batch, length]);

    /// <summary>True at the first positions of each row.</summary>
    public static Tensor Padding(long length, params int[] lengths) =>
        arange(length).unsqueeze(0) < tensor(lengths.Select(l => (long)l).ToArray()).unsqueeze(1);

    public static float[] Values(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }

    public static float At(this Tensor tensor, params long[] index)
    {
        using var scope = NewDisposeScope();
        var element = tensor.detach().to(ScalarType.Float32);
        foreach (var i in index)
            element = element.select(0, i);
        return element.item<float>();
    }

    private static double Gauss(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
