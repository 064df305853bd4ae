using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>Takes a mask out of a live pass so that it can be drawn later.</summary>
internal static class MaskSampler
{
    private const int MostPositions = 48;

    public static MaskSnapshot Take(TowerPass pass, long step)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var weights = pass.Plan.FutureWeights.detach();
        if (weights.dim() == 3)
            weights = weights.mean([0]);
        var length = (int)weights.shape[0];
        var positions = Positions(length);
        var values = weights.to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        return new MaskSnapshot
        {
            Step = step,
            MaskStep = pass.Step,
            Tower = OptionReader.Write(pass.Tower),
            Alpha = pass.Plan.Alpha,
            Length = length,
            Positions = positions,
            Weights = [.. positions.Select(q => positions.Select(k => k <= q ? 1f : values[(q * length) + k]).ToArray())],
            Importance = pass.Plan.Importance?.ToArray(),
        };
    }

    private static int[] Positions(int length) =>
        length <= MostPositions
            ? [.. Enumerable.Range(0, length)]
            : [.. Enumerable.Range(0, MostPositions).Select(i => (int)Math.Round((length - 1) * (double)i / (MostPositions - 1)))];
}
