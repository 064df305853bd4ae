using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>Dropout whose draws are a function of a seed, so that a pass can be run again with the same ones.</summary>
internal static class SeededDropout
{
    /// <summary>Zeroes a share of the elements and scales the rest. On CUDA this seeds the device's own generator: TorchSharp has no others there.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="share">The share dropped.</param>
    /// <param name="seed">The seed of the pass.</param>
    /// <param name="stream">Distinguishes the draws of one pass.</param>
    public static Tensor Apply(Tensor x, double share, long seed, int stream)
    {
        var mixed = Mix(unchecked((ulong)seed + ((ulong)stream * 0xD1B54A32D192ED03UL)));
        return x * (Uniform(x, mixed) >= share).to(x.dtype) / (1 - share);
    }

    private static Tensor Uniform(Tensor like, ulong seed)
    {
        if (like.is_cuda)
        {
            cuda.manual_seed_all((long)(seed >> 1));
            return rand(like.shape, ScalarType.Float32, like.device);
        }

        using var generator = new Generator(seed >> 1, CPU);
        return rand(like.shape, ScalarType.Float32, like.device, generator: generator);
    }

    // Neighbouring seeds must not give related draws (the finaliser of SplitMix64).
    private static ulong Mix(ulong x)
    {
        unchecked
        {
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
            return x ^ (x >> 31);
        }
    }
}
