namespace Ggsm.Training;

/// <summary>How an update is made: AdamW, its learning rate, and the micro-batches whose gradients it takes.</summary>
public sealed record OptimizerConfig
{
    /// <summary>The peak of the learning rate, reached by linear warm-up and left by a half cosine.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Share of the updates spent in the learning rate's warm-up, 0 to 1.</summary>
    public double Warmup { get; init; } = 0.1;

    /// <summary>Decoupled weight decay, on matrices and embeddings.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Whether norms and biases decay as well, as in the released code.</summary>
    public bool DecayEverything { get; init; }

    /// <summary>Largest norm of all gradients of an update together.</summary>
    public double ClipNorm { get; init; } = 1.0;

    /// <summary>Micro-batches whose gradients are averaged into one update.</summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>
    /// Gradient cache: pairs of a micro-batch that are encoded at a time, so that a micro-batch with all its negatives trains in
    /// the memory of this many pairs, for a second forward pass (see <see cref="ContrastiveStep"/>). 0 is off: the whole
    /// micro-batch is on one graph.
    /// </summary>
    public int CacheChunk { get; init; }
}
