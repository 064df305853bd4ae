using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>Ways from the final states of a row to its embedding.</summary>
public static class Pooling
{
    /// <summary>The state of each row's last token: of its anchor.</summary>
    /// <param name="states"><c>[batch, length, hidden]</c>.</param>
    /// <param name="last">The position of each row's last token, its anchor; int64 <c>[batch]</c>.</param>
    /// <returns><c>[batch, hidden]</c>.</returns>
    public static Tensor LastToken(Tensor states, Tensor last)
    {
        using var scope = NewDisposeScope();
        var index = last.view(-1, 1, 1).expand(states.shape[0], 1, states.shape[2]);
        return states.gather(1, index).squeeze(1).MoveToOuterDisposeScope();
    }

    /// <summary>The mean over real positions.</summary>
    /// <param name="states"><c>[batch, length, hidden]</c>.</param>
    /// <param name="padding">bool <c>[batch, length]</c>, true at real positions.</param>
    /// <returns><c>[batch, hidden]</c>; zero for a row without real positions.</returns>
    public static Tensor Mean(Tensor states, Tensor padding)
    {
        using var scope = NewDisposeScope();
        var real = padding.to(states.dtype).unsqueeze(-1);
        return ((states * real).sum(1) / real.sum(1).clamp(1e-9.ToScalar())).MoveToOuterDisposeScope();
    }
}
