using Ggsm.Contrastive;

namespace Ggsm.Masks;

/// <summary>
/// The one list of where the authors' released code departs from their paper (arXiv 2602.10622).
/// Pages, plots and documentation take it from here.
/// </summary>
public static class ReleasedDifferences
{
    private const string Recipe = "recipe ggsm-released";
    private const string Loss = "InfoNceOptions.AsReleased";

    /// <summary>
    /// All of them, the mask first. Where <see cref="ReleasedDifference.Option"/> is given, <c>ggsm</c> with <c>preset=as-released</c> does as the
    /// release does; the other points of the mask are what is left between it and the recipe <c>ggsm-released</c>.
    /// </summary>
    public static IReadOnlyList<ReleasedDifference> All { get; } =
    [
        new("padding", "padding keys are closed",
            "the training mask knows no padding, and evaluation opens it as well; only mean pooling leaves padding out",
            "states of real positions depend on how far the batch was padded", null, Recipe),
        new("whose gradients", "each tower is masked by the gradients of its own states",
            "the user tower's gradients mask both towers",
            "an answer position is weighted by what happened at the same position of other texts", "guide=user", Recipe),
        new("aggregation over the batch", "a norm per position (here: the mean over the sequences that reach it)",
            "norms are summed over the batch",
            "weights grow with the batch size and saturate towards one", "aggregation=sum", Recipe),
        new("moving average", "none: the gradient of the newest step",
            "an exponential moving average with decay 0.0 in the values really used (0.99 on the command line nobody reads)",
            "none at decay 0; smoothing otherwise", "ema-decay=0", Recipe + ", option ema-decay"),
        new("guard of the logarithm", "log w",
            "log(w + 1e-8) in warm-up only",
            "none in fp32: w is at least one half, where 1e-8 is below the rounding step", null, Recipe),
        new("positions the newest batch does not have", "norm 0, so a weight of one half",
            "a batch padded less far leaves later positions as an earlier one left them, also at decay 0",
            "none where every text is padded to one length, as the release does", null, Recipe),
        new("positions beyond the last batch of warm-up", "norm 0, so a weight that starts at one half",
            "frozen weight 0, so the weight is alpha alone",
            "longer inputs after warm-up start closed", null, Recipe),
        new("a step without gradients", "norm 0: one half",
            "is passed over: the importance before it stays",
            "none in training", null, Recipe),
        new("nothing frozen", "norm 0: one half, then linear",
            "alpha alone, and log(0) fails at the first step of the schedule",
            "a run without warm-up stops", null, Recipe + ", which says so"),
        new("clock", "training steps",
            "the mask counts micro-batches, the optimiser updates",
            "under accumulation over 4 the mask is open after a quarter of the training", "clock=micro-batch", Recipe + ", option clock"),
        new("scale under accumulation", "the gradient of the loss",
            "the gradient of the loss divided by the number of accumulated micro-batches",
            "importance shrinks with accumulation", null, Recipe),
        new("length of the buffers", "none given",
            "2048 positions; longer inputs fail in warm-up and fall back to alpha afterwards",
            "long histories cannot be trained", null, Recipe + ", option positions"),
        new("a schedule as long as its warm-up", "open at once",
            "one more step in the schedule, at the frozen weights",
            "none in training", null, Recipe),
        new("pooling", "the state of the anchor <USER>, and of <EOS> for the answer",
            "the mean over real positions, then a projector to 128",
            "with the anchor the gradient of the last hidden state is zero elsewhere and guides nothing; the mean hides this", null, "Pooling.Mean and Projector"),
        new("negatives", "query-answer, user-user and answer-answer",
            "query-answer only; a query-query similarity is computed and not used",
            "fewer negatives", null, Loss),
        new("sum of exponentials", "log-sum-exp is left to the implementer (here it is stable)",
            "plain exp and sum, + 1e-8 inside the logarithm",
            "overflows in fp32 at temperatures below 0.0113", null, Loss),
        new("saving", "not described",
            "the final save fails; the periodic one overwrites a single folder without optimiser or mask state",
            "a run cannot be resumed", null, null),
        new("command line", "not described",
            "never parsed: the defaults of the configuration class hold",
            "options given have no effect", null, null),
    ];

    /// <summary>The options of the recipe <c>ggsm</c> that say the released side, by name.</summary>
    internal static IReadOnlyDictionary<string, string> Options { get; } =
        All.Where(d => d.Option is not null).Select(d => d.Option!.Split('=')).ToDictionary(o => o[0], o => o[1]);
}

/// <summary>One point in which the released code departs from the paper.</summary>
/// <param name="Topic">What it is about.</param>
/// <param name="AsDescribed">What the paper says, and what the recipe <c>ggsm</c> does.</param>
/// <param name="AsReleased">What the released code does.</param>
/// <param name="Consequence">What follows from it.</param>
/// <param name="Option">The option of the recipe <c>ggsm</c> that says the released side, part of <c>preset=as-released</c>; null where none does.</param>
/// <param name="KeptBy">What keeps the released behaviour here; null when nothing does, because the behaviour is a failure of its surroundings.</param>
public sealed record ReleasedDifference(
    string Topic, string AsDescribed, string AsReleased, string Consequence, string? Option, string? KeptBy);
