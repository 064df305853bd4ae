using MathNet.Numerics.Statistics;

namespace Ggsm.Runs;

/// <summary>One line of <c>run.jsonl</c>: what one optimiser update saw and did.</summary>
public sealed record StepRecord
{
    /// <summary>The optimiser's clock: updates made before this one.</summary>
    public required long Step { get; init; }

    /// <summary>The mask's clock at the update's last micro-batch; updates or micro-batches, as the recipe counts. Null for an objective without a mask recipe.</summary>
    public long? MaskStep { get; init; }

    /// <summary>The loss of the objective, mean over the update's micro-batches: InfoNCE, or the cross-entropy of the next token; in nats.</summary>
    public required double Loss { get; init; }

    /// <summary>e to the loss of the next token; null for another objective.</summary>
    public double? Perplexity { get; init; }

    /// <summary>Cross-entropy of the bag of words, mean over the sequences, in nats: what the last position knows of the tokens before it. Null for another objective than the next token.</summary>
    public double? BagOfWordsLoss { get; init; }

    /// <summary>The temperature this update's loss was computed with, fixed or learnt; null for a loss without one.</summary>
    public double? Temperature { get; init; }

    /// <summary>How far the schedule has opened the future, 0 to 1; null for a recipe without a schedule.</summary>
    public double? Alpha { get; init; }

    /// <summary>Mean weight of the pairs j &gt; i of real tokens in the user tower, 0 to 1, over the update's micro-batches. Under the causal mask of the next token it is 0.</summary>
    public double MeanFutureWeight { get; init; }

    /// <summary>Spread of the importance over key positions (user tower); null for a recipe without importance.</summary>
    public ImportancePercentiles? ImportancePercentiles { get; init; }

    /// <summary>
    /// The future attention actually used, a number for each layer: the attention after softmax that the user tower's queries put
    /// on keys j &gt; i, mean over heads and real positions of the last micro-batch (its last chunk under a gradient cache). Measured at every
    /// tenth update and at those of the mask snapshots, the first and the last among them; null at the others.
    /// </summary>
    public IReadOnlyList<double>? FutureAttentionMass { get; init; }

    /// <summary>Norm of the gradient of all parameters together, before clipping.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>The learning rate of this update.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Real tokens trained on per second of this update; padding is not counted.</summary>
    public required double TokensPerSecond { get; init; }
}

/// <summary>The spread of importance over the key positions of the user tower at one step.</summary>
/// <param name="P10">Tenth percentile.</param>
/// <param name="P50">Median.</param>
/// <param name="P90">Ninetieth percentile.</param>
public sealed record ImportancePercentiles(double P10, double P50, double P90)
{
    /// <summary>Quantiles by linear interpolation between order statistics; null when there are no values.</summary>
    public static ImportancePercentiles? Of(IReadOnlyCollection<float> values)
    {
        if (values.Count == 0)
            return null;
        double[] sorted = [.. values.Select(v => (double)v).Order()];
        return new(At(0.1), At(0.5), At(0.9));

        double At(double share) => SortedArrayStatistics.QuantileCustom(sorted, share, QuantileDefinition.R7);
    }
}
