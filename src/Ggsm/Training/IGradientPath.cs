namespace Ggsm.Training;

/// <summary>A way from a batch to its gradients: forward, loss, backward, and what the recipe observes of it.</summary>
internal interface IGradientPath
{
    /// <summary>Leaves the gradient on the parameters, divided by <paramref name="accumulation"/>, and the recipe told.</summary>
    MicroBatchOutcome Run(TowerEncoder encoder, PairBatch batch, long maskStep, int accumulation);
}
