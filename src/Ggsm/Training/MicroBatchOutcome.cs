namespace Ggsm.Training;

/// <summary>One micro-batch after backward. Its tensors belong to the dispose scope it was made in.</summary>
/// <param name="Loss">The contrastive loss, not divided by the number of accumulated micro-batches.</param>
/// <param name="User">The user tower's pass.</param>
/// <param name="Answer">The answer tower's pass.</param>
public sealed record MicroBatchOutcome(double Loss, TowerPass User, TowerPass Answer);
