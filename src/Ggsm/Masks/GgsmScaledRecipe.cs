namespace Ggsm.Masks;

/// <summary>
/// <see cref="GgsmRecipe"/> with importance x_j scaled before the sigmoid, so that the mask answers to how positions compare and not
/// to how large the gradients happen to be:
/// <code>
/// s_j = x_j                    scaling = raw (then it is ggsm)
///     = x_j / mean(x)          scaling = mean-scaled
///     = (x_j - mean(x)) / sd(x)  scaling = z-score
/// w_ij = (1 - alpha) sigmoid(s_j) + alpha
/// </code>
/// An extension of this library: the paper passes the norms to the sigmoid as they are, where small ones all give one half.
/// </summary>
/// <remarks>
/// Options: those of <see cref="MaskGuidance"/>, with <c>scaling</c> = z-score by default, see <see cref="ImportanceScaling"/>. Where
/// all positions are alike, z-score gives 0; where all are zero, mean-scaled gives 0. It starts half open on average, and ends bidirectional.
/// </remarks>
public sealed class GgsmScaledRecipe : GradientGuidedRecipe
{
    private GgsmScaledRecipe(MaskSchedule schedule, MaskGuidance guidance)
        : base(Registration, schedule, guidance)
    {
    }

    /// <summary>The recipe's entry.</summary>
    public static MaskRecipeInfo Registration { get; } = new(
        "ggsm-scaled", "ggsm with importance scaled before the sigmoid, by its mean or as z-scores",
        MaskPromises.ClosesPadding | MaskPromises.EndsBidirectional | MaskPromises.OpensMonotonically,
        settings =>
        {
            var options = new OptionReader("ggsm-scaled", settings.Options);
            var guidance = MaskGuidance.Read(options, MaskGuidance.AsDescribed with { Scaling = ImportanceScaling.ZScore });
            options.RefuseOthers();
            return new GgsmScaledRecipe(settings.Schedule, guidance);
        });
}
