using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Masks;

/// <summary>Turns future weights into the bias added to attention scores (arXiv 2602.10622, equation 4).</summary>
public static class AttentionBias
{
    /// <summary>The bias of a closed pair: large enough that its attention underflows to exactly zero, and finite.</summary>
    public const float Closed = -1e9f;

    /// <summary>
    /// M_ij = 0 for j &lt;= i, log w_ij for j &gt; i, <see cref="Closed"/> for w_ij = 0 and for padding keys.
    /// A row left with no open key is opened at its own position, so its softmax is defined and it sees nothing else.
    /// </summary>
    /// <param name="weights">w_ij in [0, 1], <c>[length, length]</c> or <c>[batch, length, length]</c>; gradients flow through it.</param>
    /// <param name="padding">bool <c>[batch, length]</c>, true at real positions; null leaves every key open to its weight.</param>
    /// <returns>fp32 <c>[length, length]</c>, or <c>[batch, 1, length, length]</c> when either input has a batch.</returns>
    public static Tensor FromFutureWeights(Tensor weights, Tensor? padding = null)
    {
        var length = weights.shape[^1];
        if (weights.dim() is not (2 or 3) || weights.shape[^2] != length)
            throw new ArgumentException($"Future weights are [length, length] or [batch, length, length], not [{string.Join(", ", weights.shape)}].");
        if (padding is not null && (padding.dim() != 2 || padding.shape[1] != length))
            throw new ArgumentException($"Padding is [batch, {length}] beside these future weights, not [{string.Join(", ", padding.shape)}].");

        using var scope = NewDisposeScope();
        var device = weights.device;
        var past = ones([length, length], dtype: ScalarType.Bool, device: device).tril();
        var closed = weights <= 0;
        var open = past.logical_or(closed.logical_not());
        if (padding is not null)
        {
            if (open.dim() == 2)
                open = open.unsqueeze(0);
            open = open.logical_and(padding.unsqueeze(1));
            var alone = open.any(-1, keepdim: true).logical_not();
            open = open.logical_or(alone.logical_and(eye(length, dtype: ScalarType.Bool, device: device)));
        }

        var zero = zeros([], dtype: ScalarType.Float32, device: device);
        var future = where(past.logical_or(closed), ones([], dtype: ScalarType.Float32, device: device), weights.to(ScalarType.Float32)).log();
        var bias = where(open, future, zero + Closed);
        return (bias.dim() == 3 ? bias.unsqueeze(1) : bias).MoveToOuterDisposeScope();
    }

    /// <summary>The bias of a recipe's plan for the input it was made for.</summary>
    /// <returns>fp32 <c>[length, length]</c> or <c>[batch, 1, length, length]</c>.</returns>
    public static Tensor FromPlan(AttentionPlan plan, MaskInput input) =>
        FromFutureWeights(plan.FutureWeights, plan.OpensPadding ? null : plan.Padding ?? input.Padding);
}
