using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>Linear layers that begin near zero: what they add to what is already there is little until they have learnt.</summary>
internal static class FreshLinear
{
    /// <summary>A layer with weights drawn from a normal distribution around zero and a bias of zero.</summary>
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
