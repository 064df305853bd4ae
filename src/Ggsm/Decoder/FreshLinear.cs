using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>Linear layers with a bias of zero and weights of a chosen size.</summary>
internal static class FreshLinear
{
    /// <summary>A layer that keeps the size of what it reads: weights of a standard deviation of one over the root of their number.</summary>
    /// <param name="inputs">Numbers in.</param>
    /// <param name="outputs">Numbers out.</param>
    public static Linear ByWidth(long inputs, long outputs) => Small(inputs, outputs, 1 / Math.Sqrt(inputs));

    /// <summary>A layer that begins near zero, so that what it adds to what is already there is little until it has learnt: weights drawn from a normal distribution around zero and a bias of zero.</summary>
    /// <param name="inputs">Numbers in.</param>
    /// <param name="outputs">Numbers out.</param>
    /// <param name="deviation">Standard deviation of the weights.</param>
    public static Linear Small(long inputs, long outputs, double deviation)
    {
        var layer = nn.Linear(inputs, outputs);
        using var noGradient = no_grad();
        nn.init.normal_(layer.weight!, 0, deviation);
        nn.init.zeros_(layer.bias!);
        return layer;
    }
}
