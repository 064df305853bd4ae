using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Masks;

/// <summary>
/// A hard window into the future that grows: query i sees keys up to <c>min(i + delta, L)</c>, so w_ij = 1 for j - i &lt;= delta
/// and 0 beyond. The scheduler baseline of arXiv 2602.10622, appendix A.4. Use it to compare a hard opening with soft ones.
/// </summary>
/// <remarks>
/// The paper lets delta grow with the epoch, linearly or by cosine, and gives no size. Here delta = floor(g L), L the number of
/// real positions of the row, so that padding changes nothing; g = alpha, or (1 - cos(pi alpha)) / 2 with the option
/// <c>growth</c> = cosine (default linear). It starts causal, ends bidirectional, never closes a pair again, and closes padding.
/// </remarks>
public sealed class SpanSchedulerRecipe : ScheduledRecipe
{
    private readonly SpanGrowth growth;

    private SpanSchedulerRecipe(MaskSchedule schedule, SpanGrowth growth)
        : base(Registration, schedule) => this.growth = growth;

    /// <summary>The recipe's entry.</summary>
    public static MaskRecipeInfo Registration { get; } = new(
        "span-scheduler", "a hard window into the future that grows, linearly or by cosine",
        MaskPromises.ClosesPadding | MaskPromises.StartsCausal | MaskPromises.EndsBidirectional | MaskPromises.OpensMonotonically,
        settings =>
        {
            var options = new OptionReader("span-scheduler", settings.Options);
            var growth = options.Choice("growth", SpanGrowth.Linear);
            options.RefuseOthers();
            return new SpanSchedulerRecipe(settings.Schedule, growth);
        });

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Options => new Dictionary<string, string> { ["growth"] = OptionReader.Write(growth) };

    /// <inheritdoc/>
    protected override AttentionPlan Opening(MaskInput input, double alpha)
    {
        using var scope = NewDisposeScope();
        var part = growth == SpanGrowth.Cosine ? (1 - Math.Cos(Math.PI * alpha)) / 2 : alpha;
        var delta = (input.Padding.to(ScalarType.Float32).sum(1) * part).floor().unsqueeze(1).unsqueeze(2);
        var position = arange(input.Length, dtype: ScalarType.Float32, device: input.States.device);
        var ahead = (position.unsqueeze(0) - position.unsqueeze(1)).unsqueeze(0);
        return new AttentionPlan((ahead <= delta).to(ScalarType.Float32).MoveToOuterDisposeScope());
    }
}
