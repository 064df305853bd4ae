using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Masks.Algebra;

/// <summary>
/// A recipe made of mask functions: what they give j &gt; i are its future weights. The whole of a new recipe is then one entry:
/// <code>
/// MaskRecipes.Register(ComposedRecipe.Entry(
///     "window-then-open", "a few keys ahead at once, the rest by the schedule",
///     MaskPromises.ClosesPadding | MaskPromises.EndsBidirectional | MaskPromises.OpensMonotonically,
///     options => MaskFunctions.Window(0, options.Count("ahead", 4, 0, 1_000_000)) | MaskFunctions.Alpha));
/// </code>
/// </summary>
/// <remarks>
/// It learns from no gradient and keeps no state. At inference alpha is 1. The laws of every recipe hold whatever the functions say of
/// the past and of padding: the past is open, padding is closed. What the entry promises beyond them is for its author to keep; the
/// law tests check it for a registered recipe.
/// </remarks>
public sealed class ComposedRecipe : MaskRecipe
{
    private readonly MaskSchedule schedule;

    private ComposedRecipe(MaskRecipeInfo info, MaskFunction function, MaskSchedule schedule)
        : base(info)
    {
        Function = function;
        this.schedule = schedule;
    }

    /// <summary>The composition.</summary>
    public MaskFunction Function { get; }

    /// <summary>An entry for the registry.</summary>
    /// <param name="name">The name to create it by.</param>
    /// <param name="summary">One line: what it does.</param>
    /// <param name="promises">What it promises beyond the laws.</param>
    /// <param name="compose">Makes the function; an option it does not read is refused.</param>
    public static MaskRecipeInfo Entry(string name, string summary, MaskPromises promises, Func<OptionReader, MaskFunction> compose)
    {
        MaskRecipeInfo? entry = null;
        entry = new MaskRecipeInfo(name, summary, promises, (settings, options) => new ComposedRecipe(entry!, compose(options), settings.Schedule));
        return entry;
    }

    /// <inheritdoc/>
    public override AttentionPlan Plan(MaskInput input)
    {
        using var scope = NewDisposeScope();
        var weights = Function.Weights(Grid(input)).MoveToOuterDisposeScope();
        return Function.FollowsSchedule
            ? new AttentionPlan(weights) { Phase = input.Mode == EncodingMode.Inference ? SchedulePhase.Open : schedule.Phase(input.Step), Alpha = Alpha(input) }
            : new AttentionPlan(weights);
    }

    /// <summary>What each part of the composition gives each pair of one row.</summary>
    internal MaskTrace Trace(MaskInput input, int row) => Function.Trace(Grid(input), row);

    private MaskGrid Grid(MaskInput input) => MaskGrid.Of(input, Alpha(input));

    private double Alpha(MaskInput input) => input.Mode == EncodingMode.Inference ? 1 : schedule.Alpha(input.Step);
}
