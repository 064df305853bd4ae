using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>Rotary position embeddings in the half-split layout of Qwen2: dimension d turns together with d + size / 2.</summary>
/// <param name="Cosine"><c>[length, size]</c>.</param>
/// <param name="Sine"><c>[length, size]</c>.</param>
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
        return new RotaryEmbedding(angles.cos(), angles.sin());
    }

    /// <summary>Turns queries or keys, <c>[batch, heads, length, size]</c>.</summary>
    public Tensor Turn(Tensor x)
    {
        var half = x.shape[^1] / 2;
        var quarter = cat([-x.narrow(-1, half, half), x.narrow(-1, 0, half)], -1);
        return x * Cosine.to(x.dtype) + quarter * Sine.to(x.dtype);
    }
}
