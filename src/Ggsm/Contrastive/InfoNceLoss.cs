using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Contrastive;

/// <summary>
/// InfoNCE over a batch of pairs with a filter for false negatives (arXiv 2602.10622, equations 6 to 8). For pair i,
/// with s the cosine similarity:
/// <code>
/// loss_i = -log( e^(s(u_i,a_i)/tau) / Z_i )
/// Z_i    = e^(s(u_i,a_i)/tau) + sum over j != i of  m e^(s(u_i,a_j)/tau) + m e^(s(u_i,u_j)/tau) + m e^(s(a_i,a_j)/tau)
/// m      = 0 where that term's own similarity exceeds s(u_i,a_i) + margin, else 1; it carries no gradient
/// </code>
/// </summary>
/// <remarks>
/// Negatives come from the batch handed in: accumulation over micro-batches adds none. Input of any floating type is
/// computed in fp32.
/// </remarks>
public sealed class InfoNceLoss
{
    private const double Guard = 1e-8;
    private readonly InfoNceOptions options;

    /// <param name="options">How to compute it.</param>
    /// <exception cref="BadInputException">The temperature is not positive, or no negatives are chosen.</exception>
    public InfoNceLoss(InfoNceOptions options)
    {
        if (!(options.Temperature > 0))
            throw new BadInputException($"the temperature is {options.Temperature}; expected a number above 0.", field: "temperature");
        if (options.Negatives == 0)
            throw new BadInputException("no kind of negatives is chosen; the loss would be zero.", field: "negatives");
        this.options = options;
    }

    /// <summary>The mean loss over the batch, a scalar.</summary>
    /// <param name="users"><c>[batch, size]</c>, of any length.</param>
    /// <param name="answers"><c>[batch, size]</c>, row i belonging to row i of <paramref name="users"/>.</param>
    public Tensor Compute(Tensor users, Tensor answers)
    {
        if (users.dim() != 2 || !users.shape.SequenceEqual(answers.shape))
            throw new ArgumentException(
                $"Users [{string.Join(", ", users.shape)}] and answers [{string.Join(", ", answers.shape)}] must both be [batch, size].");

        using var scope = NewDisposeScope();
        var u = nn.functional.normalize(users.to(ScalarType.Float32), dim: 1);
        var a = nn.functional.normalize(answers.to(ScalarType.Float32), dim: 1);
        var loss = options.Symmetric ? (OneWay(u, a) + OneWay(a, u)) / 2 : OneWay(u, a);
        return loss.MoveToOuterDisposeScope();
    }

    private Tensor OneWay(Tensor from, Tensor to)
    {
        var positive = (from * to).sum(1, keepdim: true);
        var self = eye(from.shape[0], dtype: ScalarType.Bool, device: from.device);
        var logits = new List<Tensor> { positive / options.Temperature };
        if (options.Negatives.HasFlag(InfoNceNegatives.QueryAnswer))
            logits.Add(Negatives(from, to, positive, self));
        if (options.Negatives.HasFlag(InfoNceNegatives.UserUser))
            logits.Add(Negatives(from, from, positive, self));
        if (options.Negatives.HasFlag(InfoNceNegatives.AnswerAnswer))
            logits.Add(Negatives(to, to, positive, self));

        var all = cat(logits, 1);
        if (!options.PlainSum)
            return (all.logsumexp(1) - logits[0].squeeze(1)).mean();
        var exponentials = all.exp();
        return -(exponentials.narrow(1, 0, 1).squeeze(1) / (exponentials.sum(1) + Guard)).log().mean();
    }

    private Tensor Negatives(Tensor rows, Tensor columns, Tensor positive, Tensor self)
    {
        var similarity = rows.matmul(columns.t());
        var left = options.Margin is { } margin
            ? self.logical_or(similarity.detach() > positive.detach() + margin)
            : self;
        return (similarity / options.Temperature).masked_fill(left, float.NegativeInfinity);
    }
}
