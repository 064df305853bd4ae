namespace Ggsm.Masks;

/// <summary>
/// A recipe's wish to see dL/dh. The trainer retains that gradient in backward and hands it to
/// <see cref="MaskRecipe.Observe"/>. For a frozen copy it runs the copy first, under the plan the recipe gives
/// for <see cref="TowerCopy.Frozen"/>, so that the gradient of a step arrives before that step's live plan.
/// </summary>
/// <param name="Source">Which states.</param>
/// <param name="Copy">The decoder in training, or the copy kept from the start.</param>
public sealed record GradientRequest(HiddenSource Source, TowerCopy Copy = TowerCopy.Live);
