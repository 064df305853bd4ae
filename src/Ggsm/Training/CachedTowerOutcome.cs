using Ggsm.Masks;

namespace Ggsm.Training;

/// <summary>One tower's rows after the second pass of a gradient cache.</summary>
/// <param name="Last">The pass of the last chunk, detached.</param>
/// <param name="MeanFutureWeight">Over all rows.</param>
/// <param name="Gradient">What the recipe asked to observe, over all rows; null when it asked for nothing.</param>
internal sealed record CachedTowerOutcome(TowerPass Last, double MeanFutureWeight, HiddenGradient? Gradient);
