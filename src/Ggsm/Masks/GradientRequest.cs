namespace Ggsm.Masks;

/// <summary>
/// A recipe's wish to see dL/dh. The trainer retains that gradient in backward and hands it to
/// <see cref="MaskRecipe.Observe"/>. For another copy than the live one it runs that copy first, under the plan the recipe gives
/// for it, so that the gradient of a step arrives before that step's live plan. Both towers must ask for the same copy
/// or for none.
/// </summary>
/// <param name="Source">Which states.</param>
/// <param name="Copy">The decoder in training, or a pass ahead of it.</param>
public sealed record GradientRequest(HiddenSource Source, TowerCopy Copy = TowerCopy.Live);
