using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Masks;

/// <summary>The gradient norms of one micro-batch, row by row, for the mask of these very rows.</summary>
internal sealed class SequenceNorms(long step, float[][] norms, float[][] real)
{
    public long Step { get; } = step;

    /// <summary>Scores for the sigmoid, <c>[rows, length]</c>, scaled within each row.</summary>
    /// <exception cref="ArgumentException">The rows asked for are not those observed.</exception>
    public Tensor Scores(MaskInput input, ImportanceScaling scaling)
    {
        var rows = Rows(input);
        var scores = rows.SelectMany(r => new PositionNorms(Step, norms[r], real[r]).Scaled(scaling, input.Length)).ToArray();
        return tensor(scores, [rows.Count, input.Length], device: input.States.device);
    }

    /// <summary>The mean norm of each position over the rows asked for that reach it.</summary>
    public float[] Mean(MaskInput input)
    {
        var all = new PositionNorms(Step, new float[input.Length], new float[input.Length]);
        foreach (var row in Rows(input))
            all.Add(norms[row], real[row]);
        return all.Importance(input.Length);
    }

    private List<int> Rows(MaskInput input)
    {
        var (first, count) = ((int)input.FirstRow, (int)input.Padding.shape[0]);
        if (first + count > norms.Length || norms[0].Length != input.Length)
        {
            throw new ArgumentException($"The gradients observed are of [{norms.Length}, {norms[0].Length}] positions; rows {first} to {first + count - 1} of length {input.Length} were asked for. "
                + "Weights per sequence are for the rows whose gradient was observed.");
        }

        return [.. Enumerable.Range(first, count)];
    }
}
