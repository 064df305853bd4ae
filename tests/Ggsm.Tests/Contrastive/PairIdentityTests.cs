using Ggsm.Contrastive;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Contrastive;

/// <summary>What is the same is no negative of one another: known by identity, whatever the embeddings say.</summary>
public sealed class PairIdentityTests : IDisposable
{
    private const double Temperature = 0.5;
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly double[][] users = [[1, 0.2, 0], [0.3, 1, 0.1], [0.1, 0.4, 1], [1, 1, 0.2]];
    private readonly double[][] answers = [[1, 0.1, 0.3], [0.2, 1, 0], [0.5, 0.1, 1], [0.1, 1, 1]];
    private readonly long[] sameUsers = [0, 1, 2, 1];
    private readonly long[] sameAnswers = [0, 1, 0, 3];

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(InfoNceNegatives.QueryAnswer, false, false)]
    [InlineData(InfoNceNegatives.UserUser, false, false)]
    [InlineData(InfoNceNegatives.AnswerAnswer, false, false)]
    [InlineData(InfoNceNegatives.QueryAnswer | InfoNceNegatives.UserUser | InfoNceNegatives.AnswerAnswer, true, false)]
    [InlineData(InfoNceNegatives.QueryAnswer, true, true)]
    public void Terms_of_equal_users_and_equal_answers_are_left_out_of_the_sum(InfoNceNegatives negatives, bool symmetric, bool plain)
    {
        var options = new InfoNceOptions { Temperature = Temperature, Margin = null, Negatives = negatives, Symmetric = symmetric, PlainSum = plain };
        var forward = OneWay(users, answers, sameUsers, sameAnswers, negatives);
        var expected = symmetric ? (forward + OneWay(answers, users, sameAnswers, sameUsers, negatives)) / 2 : forward;

        var found = new InfoNceLoss(options).Compute(Rows(users), Rows(answers), identities: new(tensor(sameUsers), tensor(sameAnswers))).item<float>();

        Assert.Equal(expected, found, 1e-5);
        Assert.NotEqual(new InfoNceLoss(options).Compute(Rows(users), Rows(answers)).item<float>(), found);
    }

    [Fact]
    public void A_batch_of_one_answer_alone_has_nothing_to_learn_and_stays_finite()
    {
        foreach (var options in new[] { InfoNceOptions.AsDescribed with { Negatives = InfoNceNegatives.QueryAnswer }, InfoNceOptions.AsReleased })
        {
            var u = Rows(users).requires_grad_();
            var loss = new InfoNceLoss(options).Compute(u, Rows(answers), identities: new(tensor(new long[] { 0, 1, 2, 3 }), tensor(new long[] { 0, 0, 0, 0 })));
            loss.backward();

            Assert.Equal(0, loss.item<float>(), 1e-6);
            Assert.True(u.grad!.abs().max().item<float>() < 1e-6);
        }
    }

    [Fact]
    public void Identities_that_are_all_different_change_no_bit()
    {
        var each = tensor(new long[] { 0, 1, 2, 3 });
        var loss = new InfoNceLoss(InfoNceOptions.AsDescribed);

        Assert.Equal(loss.Compute(Rows(users), Rows(answers)).item<float>(), loss.Compute(Rows(users), Rows(answers), identities: new(each, each)).item<float>());
    }

    [Fact]
    public void Identities_of_another_number_are_refused() =>
        Assert.Throws<ArgumentException>(() => new InfoNceLoss(new()).Compute(Rows(users), Rows(answers), identities: new(tensor(new long[] { 0 }), tensor(sameAnswers))));

    private static Tensor Rows(double[][] rows) =>
        tensor([.. rows.SelectMany(r => r.Select(x => (float)x))], [rows.Length, rows[0].Length]);

    private static double OneWay(double[][] from, double[][] to, long[] fromIds, long[] toIds, InfoNceNegatives negatives)
    {
        var total = 0.0;
        for (var i = 0; i < from.Length; i++)
        {
            var positive = Math.Exp(Cosine(from[i], to[i]) / Temperature);
            var sum = positive;
            for (var j = 0; j < from.Length; j++)
            {
                var (sameFrom, sameTo) = (fromIds[i] == fromIds[j], toIds[i] == toIds[j]);
                if (negatives.HasFlag(InfoNceNegatives.QueryAnswer) && !sameFrom && !sameTo)
                    sum += Math.Exp(Cosine(from[i], to[j]) / Temperature);
                if (negatives.HasFlag(InfoNceNegatives.UserUser) && !sameFrom)
                    sum += Math.Exp(Cosine(from[i], from[j]) / Temperature);
                if (negatives.HasFlag(InfoNceNegatives.AnswerAnswer) && !sameTo)
                    sum += Math.Exp(Cosine(to[i], to[j]) / Temperature);
            }

            total += Math.Log(sum / positive);
        }

        return total / from.Length;
    }

    private static double Cosine(double[] a, double[] b) =>
        a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));
}
