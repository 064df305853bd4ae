using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Contrastive;

/// <summary>
/// InfoNCE over a batch of pairs with a filter for false negatives (arXiv 2602.10622, equations 6 to 8). For pair i,
/// with s the cosine similarity:
/// <code>
/// loss_i = -log( e^(s(u_i,a_i)/tau) / Z_i )
/// Z_i    = e^(s(u_i,a_i)/tau) + sum over j != i of  m e^(s(u_i,a_j)/tau) + m e^(s(u_i,u_j)/tau) + m e^(s(a_i,a_j)/tau)
///                             + sum over k of  m e^(s(u_i,n_ik)/tau)
/// m      = 0 where that term's own similarity exceeds s(u_i,a_i) + margin, else 1; it carries no gradient
/// </code>
/// The last sum, over the hard negatives n_ik given for pair i alone, is ours; they pass the same filter. Terms of what is the same are
/// left out as well, by <see cref="PairIdentities"/> and not by similarity: e^(s(u_i,a_j)/tau) where answer j is answer i or user j is
/// user i, whose right answer j then is; e^(s(u_i,u_j)/tau) where user j is user i; e^(s(a_i,a_j)/tau) where answer j is answer i.
/// </summary>
/// <remarks>
/// Negatives come from the batch handed in: accumulation over micro-batches adds none. Input is computed in fp32, or in
/// fp64 when it is fp64. The authors' code filters by the same rule, knows no hard negatives, and takes equal answers for negatives
/// of one another.
/// </remarks>
public sealed class InfoNceLoss
{
    private const double Guard = 1e-8;

    // At a batch of thousands the logits are large: what a few rows need in passing is freed before the next.
    private const long RowsAtATime = 256;

    private readonly InfoNceOptions options;
    private readonly LearnableTemperature? learnable;

    /// <param name="options">How to compute it.</param>
    /// <param name="learnable">A temperature to train, in place of that of the options; null for a fixed one.</param>
    /// <exception cref="BadInputException">The temperature is not positive, no negatives are chosen, or a Matryoshka size cannot be used.</exception>
    public InfoNceLoss(InfoNceOptions options, LearnableTemperature? learnable = null)
    {
        if (!(options.Temperature > 0))
            throw new BadInputException($"the temperature is {options.Temperature}; expected a number above 0.", field: "temperature");
        if (options.Negatives == 0)
            throw new BadInputException("no kind of negatives is chosen; the loss would be zero.", field: "negatives");
        MatryoshkaSizes.Check(options.Matryoshka);
        this.options = options;
        this.learnable = learnable;
    }

    /// <summary>The temperature as it is now.</summary>
    public double Temperature => learnable?.Current ?? options.Temperature;

    /// <summary>The mean loss over the batch, a scalar; with Matryoshka sizes the weighted mean of the losses of the prefixes.</summary>
    /// <param name="users"><c>[batch, size]</c>, of any length.</param>
    /// <param name="answers"><c>[batch, size]</c>, row i belonging to row i of <paramref name="users"/>.</param>
    /// <param name="hardNegatives">Wrong answers of each user's own; null for none. Answers that look for users have none.</param>
    /// <param name="identities">Which users and answers are the same; null when each is another.</param>
    /// <exception cref="BadInputException">A Matryoshka size is larger than the embedding.</exception>
    public Tensor Compute(Tensor users, Tensor answers, HardNegatives? hardNegatives = null, PairIdentities? identities = null)
    {
        Require(users, answers, hardNegatives, identities);
        using var scope = NewDisposeScope();
        var precision = users.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var u = users.to(precision);
        var a = answers.to(precision);
        var hard = hardNegatives is null ? null : hardNegatives with { Embeddings = hardNegatives.Embeddings.to(precision) };
        if (options.Matryoshka.Count == 0)
            return OfDirections(u, a, hard, identities).MoveToOuterDisposeScope();

        MatryoshkaSizes.Check(options.Matryoshka, users.shape[1]);
        var weights = options.Matryoshka.Sum(m => m.Weight);
        var loss = options.Matryoshka
            .Select(m => OfDirections(Prefix(u, m.Size), Prefix(a, m.Size), hard is null ? null : hard with { Embeddings = Prefix(hard.Embeddings, m.Size) }, identities)
                * (m.Weight / weights))
            .Aggregate((sum, next) => sum + next);
        return loss.MoveToOuterDisposeScope();
    }

    private static Tensor Prefix(Tensor embeddings, int size) => embeddings.narrow(-1, 0, size);

    private Tensor OfDirections(Tensor users, Tensor answers, HardNegatives? hard, PairIdentities? same)
    {
        using var scope = NewDisposeScope();
        var u = nn.functional.normalize(users, dim: 1);
        var a = nn.functional.normalize(answers, dim: 1);
        var n = hard is null ? null : hard with { Embeddings = nn.functional.normalize(hard.Embeddings, dim: 2) };
        var loss = options.Symmetric
            ? (OneWay(u, a, n, same?.Users, same?.Answers) + OneWay(a, u, null, same?.Answers, same?.Users)) / 2
            : OneWay(u, a, n, same?.Users, same?.Answers);
        return loss.MoveToOuterDisposeScope();
    }

    private Tensor OneWay(Tensor from, Tensor to, HardNegatives? hard, Tensor? fromIds, Tensor? toIds)
    {
        using var scope = NewDisposeScope();
        var positive = (from * to).sum(1, keepdim: true);
        var self = eye(from.shape[0], dtype: ScalarType.Bool, device: from.device);
        var losses = new List<Tensor>();
        for (long first = 0; first < from.shape[0]; first += RowsAtATime)
            losses.Add(OfRows(first, Math.Min(RowsAtATime, from.shape[0] - first)));
        return (losses.Count == 1 ? losses[0] : cat(losses, 0)).mean().MoveToOuterDisposeScope();

        Tensor OfRows(long first, long count)
        {
            using var inner = NewDisposeScope();
            Tensor Own(Tensor rows) => rows.narrow(0, first, count);
            Tensor Same(Tensor? ids) => ids is null ? Own(self) : Own(ids).unsqueeze(1).eq(ids.unsqueeze(0));
            var (f, t, p) = (Own(from), Own(to), Own(positive));
            var (sameFrom, sameTo) = (Same(fromIds), Same(toIds));
            var logits = new List<Tensor> { Scaled(p) };
            if (options.Negatives.HasFlag(InfoNceNegatives.QueryAnswer))
                logits.Add(Logits(f.matmul(to.t()), p, sameFrom.logical_or(sameTo)));
            if (options.Negatives.HasFlag(InfoNceNegatives.UserUser))
                logits.Add(Logits(f.matmul(from.t()), p, sameFrom));
            if (options.Negatives.HasFlag(InfoNceNegatives.AnswerAnswer))
                logits.Add(Logits(t.matmul(to.t()), p, sameTo));
            if (hard is not null)
                logits.Add(Logits(Own(hard.Embeddings).matmul(f.unsqueeze(-1)).squeeze(-1), p, Own(hard.Given).logical_not()));

            var all = cat(logits, 1);
            if (!options.PlainSum)
                return nn.functional.cross_entropy(all, zeros([count], ScalarType.Int64, all.device), reduction: nn.Reduction.None).MoveToOuterDisposeScope();
            var exponentials = all.exp();
            return (-(exponentials.narrow(1, 0, 1).squeeze(1) / (exponentials.sum(1) + Guard)).log()).MoveToOuterDisposeScope();
        }
    }

    private Tensor Logits(Tensor similarity, Tensor positive, Tensor never)
    {
        var left = options.Margin is { } margin
            ? never.logical_or(similarity.detach() > positive.detach() + margin)
            : never;
        return Scaled(similarity).masked_fill(left, float.NegativeInfinity);
    }

    private Tensor Scaled(Tensor similarity) => learnable is null ? similarity / options.Temperature : similarity / learnable.Value();

    private static void Require(Tensor users, Tensor answers, HardNegatives? hard, PairIdentities? same)
    {
        if (users.dim() != 2 || !users.shape.SequenceEqual(answers.shape))
            throw new ArgumentException($"Users [{Shape(users)}] and answers [{Shape(answers)}] must both be [batch, size].");
        if (same is not null && (!same.Users.shape.SequenceEqual([users.shape[0]]) || !same.Answers.shape.SequenceEqual([users.shape[0]])))
            throw new ArgumentException($"Beside users [{Shape(users)}] identities must be [batch], not [{Shape(same.Users)}] and [{Shape(same.Answers)}].");
        if (hard is null)
            return;
        if (hard.Embeddings.dim() != 3 || hard.Embeddings.shape[0] != users.shape[0] || hard.Embeddings.shape[2] != users.shape[1]
            || !hard.Given.shape.SequenceEqual(hard.Embeddings.shape[..2]))
        {
            throw new ArgumentException(
                $"Beside users [{Shape(users)}] hard negatives must be [batch, k, size], not [{Shape(hard.Embeddings)}], and say which are given as [batch, k], not [{Shape(hard.Given)}].");
        }

        static string Shape(Tensor tensor) => string.Join(", ", tensor.shape);
    }
}

/// <summary>Answers known to be wrong for one pair each, besides the other pairs of the batch.</summary>
/// <param name="Embeddings"><c>[batch, k, size]</c>, row i for user i, of any length.</param>
/// <param name="Given">bool <c>[batch, k]</c>, false where a row has fewer than k; what stands there is not looked at.</param>
public sealed record HardNegatives(Tensor Embeddings, Tensor Given);

/// <summary>Which users and which answers of a batch are the same; those are no negatives of one another.</summary>
/// <param name="Users">int64 <c>[batch]</c>, the same number for the same user input.</param>
/// <param name="Answers">int64 <c>[batch]</c>, the same number for the same answer.</param>
public sealed record PairIdentities(Tensor Users, Tensor Answers);
