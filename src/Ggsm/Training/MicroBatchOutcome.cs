namespace Ggsm.Training;

/// <summary>One micro-batch after backward. Its tensors belong to the dispose scope it was made in.</summary>
/// <param name="Loss">The contrastive loss, not divided by the number of accumulated micro-batches.</param>
/// <param name="User">The user tower's pass; under a gradient cache that of its last chunk, detached.</param>
/// <param name="Answer">The answer tower's pass; under a gradient cache that of its last chunk, detached.</param>
/// <param name="MeanFutureWeight">Mean weight of the pairs j &gt; i of real tokens in the user tower, over all its rows.</param>
public sealed record MicroBatchOutcome(double Loss, TowerPass User, TowerPass Answer, double MeanFutureWeight);
