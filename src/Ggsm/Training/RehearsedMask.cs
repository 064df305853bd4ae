using Ggsm.Masks;
using Ggsm.Masks.Algebra;

namespace Ggsm.Training;

/// <summary>The mask of one step and row, and how the recipe came to it.</summary>
/// <param name="View">What each position sees.</param>
/// <param name="Schedule">The schedule it was rehearsed under.</param>
/// <param name="RecipeOptions">The recipe's options in force.</param>
/// <param name="RehearsedSteps">Steps trained before it; 0 for a recipe that learns nothing, or at step 0.</param>
/// <param name="Guided">Whether the recipe asks for gradients.</param>
/// <param name="Trained">Whether the recipe has parameters of its own, trained in those steps.</param>
public sealed record RehearsedMask(
    MaskView View, MaskSchedule Schedule, IReadOnlyDictionary<string, string> RecipeOptions, long RehearsedSteps, bool Guided, bool Trained);
