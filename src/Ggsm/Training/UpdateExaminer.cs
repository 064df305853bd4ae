using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>Looks for what is wrong in an update, while its tensors are still there.</summary>
internal static class UpdateExaminer
{
    public static UpdateEvidence Examine(
        IEnumerable<(string Name, Parameter Parameter)> parameters, IReadOnlyList<int> pairs, (PairBatch Batch, MicroBatchOutcome Outcome)? last)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var broken = new List<string>();
        double squares = 0, count = 0;
        foreach (var (name, parameter) in parameters)
        {
            if (!AllFinite(parameter))
                broken.Add(name);
            else if (parameter.dim() > 1)
            {
                squares += parameter.to(ScalarType.Float32).pow(2).sum().item<float>();
                count += parameter.numel();
            }
        }

        (TowerPass Pass, long Rows)[] passes = last is { } seen
            ? [(seen.Outcome.User, seen.Batch.Query.Ids.shape[0]), (seen.Outcome.Answer, seen.Batch.Answer.Ids.shape[0])]
            : [];
        return new UpdateEvidence
        {
            Pairs = pairs,
            WeightRms = count == 0 ? 0 : Math.Sqrt(squares / count),
            BrokenParameters = broken,
            BrokenPairs = [.. passes.SelectMany(p => Marked(pairs, p.Rows, p.Pass.Embeddings.isfinite().all(-1).logical_not())).Distinct().Order()],
            BrokenMask = passes.Select(p => p.Pass.Plan.FutureWeights.triu(1)).Any(w => !w.ge(0).logical_and(w.le(1)).all().item<bool>()),
            ClosedPairs = [.. passes.SelectMany(p => Marked(pairs, p.Rows, p.Pass.Padding.to(ScalarType.Int64).sum(-1).le(1))).Distinct().Order()],
        };
    }

    private static bool AllFinite(Tensor values) => values.isfinite().all().item<bool>();

    /// <summary>
    /// The pairs whose rows are marked; hard negatives, which follow the pairs, are left out. Under a gradient cache a pass holds
    /// the last of all rows only.
    /// </summary>
    private static IEnumerable<int> Marked(IReadOnlyList<int> pairs, long rows, Tensor marks)
    {
        var marked = marks.cpu().data<bool>().ToArray();
        var first = (int)rows - marked.Length;
        return Enumerable.Range(0, marked.Length).Where(row => marked[row] && first + row < pairs.Count).Select(row => pairs[first + row]);
    }
}
