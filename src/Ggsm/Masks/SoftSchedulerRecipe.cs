using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Masks;

/// <summary>
/// The soft mask of Conan-embedding-v2 (arXiv 2509.12892): <c>w_ij = min(alpha l / i, 1)</c> for j &gt; i. All keys of a query open
/// alike, and early queries, which see little of the past, open first.
/// </summary>
/// <remarks>
/// i is the query's position among the real positions of its row, counted from 1, and l the number of real positions of
/// that row: query i is fully open once alpha reaches i / l, the last one at the end. Padding therefore changes nothing. A
/// padding query counts as the last real position before it, or as position 1. The paper has alpha = t / tau without
/// warm-up; give a schedule without warm-up for that. Whether it multiplies attention by w or adds log w is
/// not known to us; here, as in every recipe, the bias is log w. Use it beside <see cref="LinearRecipe"/>, to ask whether it matters who opens
/// first. It starts causal, ends bidirectional, never closes a pair again, and closes padding. No options.
/// </remarks>
public sealed class SoftSchedulerRecipe : ScheduledRecipe
{
    private SoftSchedulerRecipe(MaskSchedule schedule)
        : base(Registration, schedule)
    {
    }

    /// <summary>The recipe's entry.</summary>
    public static MaskRecipeInfo Registration { get; } = new(
        "soft-scheduler", "early queries open first, w = min(alpha l / i, 1) (Conan-embedding-v2)",
        MaskPromises.ClosesPadding | MaskPromises.StartsCausal | MaskPromises.EndsBidirectional | MaskPromises.OpensMonotonically,
        settings =>
        {
            new OptionReader("soft-scheduler", settings.Options).RefuseOthers();
            return new SoftSchedulerRecipe(settings.Schedule);
        });

    /// <inheritdoc/>
    protected override AttentionPlan Opening(MaskInput input, double alpha)
    {
        using var scope = NewDisposeScope();
        var real = input.Padding.to(ScalarType.Float32);
        var position = real.cumsum(1).clamp_min(1);
        var length = real.sum(1, keepdim: true).clamp_min(1);
        var weights = (length * alpha / position).clamp_max(1).unsqueeze(2).expand(-1, -1, input.Length);
        return new AttentionPlan(weights.MoveToOuterDisposeScope());
    }
}
