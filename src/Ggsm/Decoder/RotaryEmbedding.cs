using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>Rotary position embeddings in the half-split layout of Qwen2: dimension d turns together with d + size / 2.</summary>
/// <param name="Cosine"><c>[length, size]</c>.</param>
/// <param name="Sine"><c>[length, size]</c>, negative in the first half, which takes away what the second adds.</param>
internal sealed record RotaryEmbedding(Tensor Cosine, Tensor Sine)
{
    /// <summary>The turns of positions 0 to <paramref name="length"/> - 1.</summary>
    public static RotaryEmbedding Of(long length, int size, double theta, Device device)
    {
        var frequencies = new float[size];
        for (var d = 0; d < size; d++)
            frequencies[d] = 1 / MathF.Pow((float)theta, 2f * (d % (size / 2)) / size);
        var positions = arange(length, dtype: ScalarType.Float32, device: device).unsqueeze(1);
        var angles = positions * tensor(frequencies, device: device).unsqueeze(0);
        var signs = ones(size, device: device);
        signs.narrow(0, 0, size / 2).fill_(-1);
        return new RotaryEmbedding(angles.cos(), angles.sin() * signs);
    }

    /// <summary>Turns queries or keys, <c>[batch, heads, length, size]</c>.</summary>
    public Tensor Turn(Tensor x) => addcmul(x * Cosine.to(x.dtype), x.roll(x.shape[^1] / 2, -1), Sine.to(x.dtype), 1);
}
