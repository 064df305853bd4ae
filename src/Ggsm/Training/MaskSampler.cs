using Ggsm.Encoders;
using Ggsm.Masks;
using Ggsm.Runs;
using Ggsm.Users;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>Takes a mask out of a live pass so that it can be drawn later.</summary>
internal static class MaskSampler
{
    private const int MostPositions = 48;

    public static MaskSnapshot Take(TowerOutput pass, long step)
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
            Modalities = ModalitiesOf(pass, positions),
        };
    }

    private static string[]? ModalitiesOf(TowerOutput pass, int[] positions)
    {
        if (pass.Modalities is not { } modalities)
            return null;
        var lengths = pass.Padding.to(ScalarType.Int64).sum(1).cpu().data<long>().ToArray();
        var longest = Array.IndexOf(lengths, lengths.Max());
        var numbers = modalities.select(0, longest).cpu().contiguous().data<long>().ToArray();
        return [.. positions.Select(p => numbers[p] == PromptMarks.NoModality ? "" : ((Modality)numbers[p]).Name())];
    }

    private static int[] Positions(int length) =>
        length <= MostPositions
            ? [.. Enumerable.Range(0, length)]
            : [.. Enumerable.Range(0, MostPositions).Select(i => (int)Math.Round((length - 1) * (double)i / (MostPositions - 1)))];
}

/// <summary>The steps at which the mask is written down: first, last, and evenly between.</summary>
internal sealed class SnapshotSchedule
{
    private readonly HashSet<long> steps;

    public SnapshotSchedule(int totalSteps, int count) =>
        steps = [.. Enumerable.Range(0, count).Select(i => (long)Math.Round((totalSteps - 1) * (double)i / (count - 1)))];

    public bool Includes(long step) => steps.Contains(step);
}
