using Ggsm.Batches;
using Ggsm.Users;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Training;

public sealed class PairBatchTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Hard_negatives_follow_the_answers_and_every_pair_finds_its_own()
    {
        var batch = Create(null);

        Assert.Equal([3, 2], batch.Query.Ids.shape);
        Assert.Equal([6, 3], batch.Answer.Ids.shape);
        Assert.Equal([3, -1, -1, -1, 4, 5], batch.NegativeRows!.data<long>().ToArray());
        Assert.Equal([3, 2], batch.NegativeRows!.shape);
        Assert.Equal([20, 30, 40, 21, 41, 42], batch.Answer.Ids.select(1, 0).data<long>().ToArray());
        Assert.Equal(6 + 6 + (2 + 3 + 2), batch.RealTokens);
    }

    [Fact]
    public void No_more_than_asked_for_are_taken_and_none_leaves_the_answers_alone()
    {
        Assert.Equal([3, -1, 4], Create(1).NegativeRows!.data<long>().ToArray());
        Assert.Null(Create(0).NegativeRows);
        Assert.Equal([3, 2], Create(0).Answer.Ids.shape);
    }

    private static PairBatch Create(int? most) => PairBatch.Create(
        [
            new TokenPair([9, 1], [20, 2]) { Negatives = [[21, 2]] },
            new TokenPair([9, 1], [30, 2]),
            new TokenPair([9, 1], [40, 2]) { Negatives = [[41, 8, 2], [42, 2]] },
        ],
        padId: 0, marks: null, CPU, most);
}
