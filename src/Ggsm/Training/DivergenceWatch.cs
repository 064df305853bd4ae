using Ggsm.Contrastive;
using Ggsm.Decoder;
using Ggsm.Runs;
using MathNet.Numerics.Statistics;
using static System.FormattableString;

namespace Ggsm.Training;

/// <summary>
/// Follows the losses of a run. A loss counts as exploding when it is more than a number of times the median of the last good
/// ones and also above nine tenths of that of an encoder that tells no pair from another, for that is where a collapse leads;
/// a number of such updates in a row end the run. What
/// explodes does not enter the median, and no checkpoint is due while it lasts.
/// </summary>
public sealed class DivergenceWatch
{
    private const int Window = 50;
    private const int FewestBefore = 5;
    private const double NearGuessing = 0.9;
    private const double LargestSaneWeight = 100;
    private const double LargestSaneRate = 0.01;

    private readonly TrainingConfig config;
    private readonly double lossOfGuessing;
    private readonly Queue<StepRecord> good = new();
    private int exploding;

    /// <param name="config">Factor, patience, and what the diagnosis speaks of.</param>
    /// <param name="lossOfGuessing">The loss of a model that has learnt nothing.</param>
    /// <param name="before">The records of the run so far.</param>
    public DivergenceWatch(TrainingConfig config, double lossOfGuessing, IEnumerable<StepRecord> before)
    {
        this.config = config;
        this.lossOfGuessing = lossOfGuessing;
        foreach (var record in before)
            Follow(record);
    }

    /// <summary>Whether the last update looked as if the run were diverging.</summary>
    public bool Suspects => exploding > 0;

    /// <summary>Takes in an update.</summary>
    /// <returns>True when the run is to end.</returns>
    public bool Follow(StepRecord record)
    {
        if (config.Run.DivergenceFactor > 0 && good.Count >= FewestBefore && record.Loss > Math.Max(config.Run.DivergenceFactor * MedianLoss, NearGuessing * lossOfGuessing))
            return ++exploding >= config.Run.DivergencePatience;
        exploding = 0;
        good.Enqueue(record);
        if (good.Count > Window)
            good.Dequeue();
        return false;
    }

    /// <summary>Why a run was ended whose loss exploded.</summary>
    internal DivergenceDiagnosis Diagnose(StepRecord record, UpdateEvidence evidence) => Diagnose(
        record.Step,
        Invariant($"the loss was {record.Loss:G4} and more than {config.Run.DivergenceFactor:G3} times its median before ({MedianLoss:G4}) for {config.Run.DivergencePatience} updates."),
        evidence, record.GradientNorm);

    /// <summary>Why a run was ended in which something was no longer a number.</summary>
    internal DivergenceDiagnosis Diagnose(long step, string problem, UpdateEvidence evidence) => Diagnose(step, problem, evidence, gradientNorm: null);

    private double MedianLoss => good.Select(r => r.Loss).Median();

    private DivergenceDiagnosis Diagnose(long step, string problem, UpdateEvidence evidence, double? gradientNorm)
    {
        var everyPairBroken = evidence.BrokenPairs.Count == evidence.Pairs.Count;
        return new()
        {
            Step = step,
            Problem = problem,
            Evidence = [.. Evidence(evidence, gradientNorm)],
            LikelyCauses = [.. Causes(step, evidence, gradientNorm, everyPairBroken).OrderByDescending(c => c.Weight).Select(c => c.Text)],
            Pairs = evidence.Pairs,
            PairsAtFault = everyPairBroken ? [] : evidence.BrokenPairs,
        };
    }

    private IEnumerable<string> Evidence(UpdateEvidence evidence, double? gradientNorm)
    {
        yield return Invariant($"learning rate {evidence.LearningRate:G3} (peak {config.Optimizer.LearningRate:G3}), weights of root mean square {evidence.WeightRms:G3}");
        if (good.Count > 0)
        {
            var now = gradientNorm is { } norm ? Invariant($", now {norm:G3}") : "";
            yield return Invariant($"gradient norm {good.Select(r => r.GradientNorm).Median():G3} in the median of the last {good.Count} good updates{now} (clipped at {config.Optimizer.ClipNorm:G3})");
            yield return Invariant($"loss {MedianLoss:G4} in the median of the same updates");
        }

        var temperature = evidence.Temperature is { } used ? Invariant($"temperature {used:G3}, ") : "";
        var mask = config.Objective == TrainingObjective.NextToken ? "causal mask" : $"recipe {config.Mask.Recipe}";
        yield return $"{temperature}products in {config.Model.Precision.ToString().ToLowerInvariant()}, {mask}";
        if (evidence.BrokenParameters.Count > 0)
            yield return $"{evidence.BrokenParameters.Count} parameters are not finite, the first of them {evidence.BrokenParameters[0]}";
        if (evidence.BrokenMask)
            yield return "the future weights of the recipe are not all numbers from 0 to 1";
        if (evidence.BrokenPairs.Count > 0)
            yield return $"{evidence.BrokenPairs.Count} of {evidence.Pairs.Count} pairs have an embedding that is not finite: {string.Join(", ", evidence.BrokenPairs.Take(8))}";
        if (evidence.ClosedPairs.Count > 0)
            yield return $"{evidence.ClosedPairs.Count} of {evidence.Pairs.Count} pairs have a tower of a single position, with everything else closed: {string.Join(", ", evidence.ClosedPairs.Take(8))}";
    }

    private IEnumerable<(int Weight, string Text)> Causes(long step, UpdateEvidence evidence, double? gradientNorm, bool everyPairBroken)
    {
        var brokenWeights = evidence.BrokenParameters.Count > 0;
        if (brokenWeights && step == 0)
            yield return (100, "the weights the run started from are damaged: check them, or start from others (--init).");
        if (evidence.BrokenMask && !brokenWeights)
            yield return (90, $"the mask: the recipe {config.Mask.Recipe} gave weights outside 0 to 1. Check its options, or its learnt part's learning rate.");
        if (!everyPairBroken && evidence.BrokenPairs.Count > 0)
            yield return (80, $"the input: only some pairs of the batch are at fault ({string.Join(", ", evidence.BrokenPairs.Take(8))}). Look at their texts, their lengths and the embeddings of their tokens.");
        if (evidence.ClosedPairs.Count > 0)
            yield return (evidence.ClosedPairs.Count == evidence.Pairs.Count ? 75 : 20, "the mask is closed all over for some pairs: an empty text leaves only the anchor. Give them texts, or leave them out.");
        if (evidence.Temperature < 0.02)
            yield return (config.Loss.Form == LossForm.AsReleased && evidence.Temperature < 1 / 88.0 ? 95 : 50, Invariant($"the temperature: 1/{evidence.Temperature:G3} multiplies every similarity and its gradient. Raise it to 0.05 or more."));

        // AdamW moves each weight by about the learning rate, whatever the gradient's norm.
        // Weights far out overflow with some inputs before others: the input is then not to blame.
        var farOut = evidence.WeightRms > LargestSaneWeight;
        var large = farOut || evidence.LearningRate > 0.1 * evidence.WeightRms;
        var growing = good.Count > 0 && gradientNorm > 10 * good.Select(r => r.GradientNorm).Median();
        yield return (farOut ? 85 : brokenWeights || large ? 70 : growing ? 60 : 30, LearningRateCause(evidence, brokenWeights, large, growing));
        if (config.Model.Precision != Precision.Fp32)
            yield return (evidence.GradientOnly || everyPairBroken ? 55 : 40, "reduced precision: run the same steps with --precision fp32 and see whether they pass.");
    }

    private string LearningRateCause(UpdateEvidence evidence, bool brokenWeights, bool large, bool growing)
    {
        var why = brokenWeights ? "earlier updates left weights that are not finite"
            : evidence.WeightRms > LargestSaneWeight ? "earlier updates have thrown the weights far out"
            : large ? "one update moves a weight by more than a tenth of its size"
            : growing ? "the gradient has grown more than tenfold"
            : "updates may be too large all the same";
        var warmup = config.Optimizer.Warmup == 0 ? ", and give it a warm-up" : "";
        return Invariant($"the learning rate ({evidence.LearningRate:G3}): {why}. Lower it to {Math.Min(config.Optimizer.LearningRate / 4, Math.Clamp(evidence.WeightRms / 20, 1e-5, LargestSaneRate)):G2}{warmup}, and start again.");
    }
}
