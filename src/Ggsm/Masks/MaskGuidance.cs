namespace Ggsm.Masks;

/// <summary>
/// How gradients become the weights of a guided mask. As options of a recipe:
/// <list type="bullet">
/// <item><c>source</c> = last, input or layer:k: the states whose gradient is taken;</item>
/// <item><c>scaling</c> = raw, mean-scaled or z-score: <see cref="ImportanceScaling"/>;</item>
/// <item><c>aggregation</c> = mean or sum: <see cref="ImportanceAggregation"/>;</item>
/// <item><c>per</c> = position or sequence: <see cref="ImportanceGranularity"/>;</item>
/// <item><c>guide</c> = own or user: <see cref="GuidingTower"/>;</item>
/// <item><c>ema-decay</c> = d in [0, 1): importance x(t) = d x(t-1) + (1 - d) |dL/dh| from x = 0; a position no sequence reaches counts as
/// norm 0; 0 keeps the newest step alone;</item>
/// <item><c>clock</c> = update or micro-batch: <see cref="MaskClock"/>.</item>
/// </list>
/// </summary>
/// <remarks>
/// <para>
/// A weight per position can be carried from one step to the next and frozen, because position 7 of these sequences stands for position
/// 7 of others. A weight per sequence cannot: the gradient of a row says nothing of the rows of the next step, and at inference, or for the rows
/// after warm-up, there is no gradient at all. So <c>per=sequence</c> runs every micro-batch twice up to T_total: a first
/// time for the gradients of its own rows (<see cref="TowerCopy.Ahead"/>, under a mask of w = (1 - alpha) / 2 + alpha, which is what
/// no gradient gives; parameters untouched), then under w_bij = (1 - alpha) sigmoid(s(|dL/dh_bj|)) + alpha. Nothing is frozen after warm-up:
/// the rows of step T_warm - 1 are gone. Scaling is over the row's own positions. Each such step takes about twice the time.
/// </para>
/// <para>
/// <c>aggregation</c>, <c>guide=user</c> and <c>ema-decay</c> join sequences or steps, and are refused with <c>per=sequence</c>.
/// </para>
/// </remarks>
public sealed record MaskGuidance
{
    private const double MostDecay = 0.999999;

    /// <summary>The paper's equations 4 and 5: last hidden states, raw norms, mean over the batch, each tower by its own, newest step, updates.</summary>
    public static MaskGuidance AsDescribed { get; } = new();

    /// <summary>The released code, as far as these options can say it, which <see cref="ReleasedDifferences"/> spells out; it pools by the mean.</summary>
    public static MaskGuidance AsReleased { get; } =
        Read(new OptionReader("ggsm", ReleasedDifferences.Options), new MaskGuidance { PoolsByMean = true });

    /// <summary>The states whose gradient is taken.</summary>
    public HiddenSource Source { get; init; } = HiddenSource.LastHidden;

    /// <summary>What is done to importance before the sigmoid.</summary>
    public ImportanceScaling Scaling { get; init; }

    /// <summary>How sequences are joined.</summary>
    public ImportanceAggregation Aggregation { get; init; }

    /// <summary>What has a weight of its own.</summary>
    public ImportanceGranularity Per { get; init; }

    /// <summary>Whose gradients guide a tower.</summary>
    public GuidingTower Guide { get; init; }

    /// <summary>The share of the old importance in the new, in [0, 1).</summary>
    public double EmaDecay { get; init; }

    /// <summary>What counts as a step.</summary>
    public MaskClock Clock { get; init; }

    /// <summary>Whether the run pools by the mean unless told otherwise. No option.</summary>
    public bool PoolsByMean { get; init; }

    /// <summary>Reads the options; what is not given stays as in the preset.</summary>
    /// <exception cref="BadInputException">A value cannot be used, or two exclude each other.</exception>
    public static MaskGuidance Read(OptionReader options, GuidancePreset preset) =>
        Read(options, preset == GuidancePreset.AsReleased ? AsReleased : AsDescribed);

    /// <summary>Reads the options; what is not given stays as in <paramref name="otherwise"/>.</summary>
    /// <exception cref="BadInputException">A value cannot be used, or two exclude each other.</exception>
    public static MaskGuidance Read(OptionReader options, MaskGuidance otherwise)
    {
        var guidance = otherwise with
        {
            Source = options.Source("source", otherwise.Source),
            Scaling = options.Choice("scaling", otherwise.Scaling),
            Aggregation = options.Choice("aggregation", otherwise.Aggregation),
            Per = options.Choice("per", otherwise.Per),
            Guide = options.Choice("guide", otherwise.Guide),
            EmaDecay = options.Number("ema-decay", otherwise.EmaDecay, 0, MostDecay),
            Clock = options.Choice("clock", otherwise.Clock),
        };
        if (guidance.Per == ImportanceGranularity.Sequence && guidance.Joins)
        {
            throw new BadInputException("weights per sequence come from each row's own gradient, which nothing joins with others.",
                field: "recipe option per", remedy: "Leave aggregation=mean, guide=own and ema-decay=0 with per=sequence, or use per=position.");
        }

        return guidance;
    }

    private bool Joins => Aggregation != ImportanceAggregation.Mean || Guide != GuidingTower.Own || EmaDecay > 0;
}

/// <summary>A named set of <see cref="MaskGuidance"/> and pooling.</summary>
public enum GuidancePreset
{
    /// <summary>The paper's equations: <see cref="MaskGuidance.AsDescribed"/>, pooled at the anchor.</summary>
    AsDescribed,

    /// <summary>What the authors' code does, as far as options can say it: <see cref="MaskGuidance.AsReleased"/>, pooled by the mean.</summary>
    AsReleased,
}

/// <summary>Whose gradients guide a tower's mask.</summary>
public enum GuidingTower
{
    /// <summary>Its own.</summary>
    Own,

    /// <summary>The user tower's, for both, position by position: as the released code does.</summary>
    User,
}

/// <summary>How the gradient norms of a batch's sequences become one importance a position.</summary>
public enum ImportanceAggregation
{
    /// <summary>Their mean over the sequences that reach the position.</summary>
    Mean,

    /// <summary>Their sum, as the released code takes it: it grows with the batch.</summary>
    Sum,
}

/// <summary>What has a weight of its own.</summary>
public enum ImportanceGranularity
{
    /// <summary>A key position, counted from the start of the row: one weight a column, alike for all sequences.</summary>
    Position,

    /// <summary>A position of one sequence: <c>[batch, length]</c> weights, each row's from the gradient of that very row.</summary>
    Sequence,
}

/// <summary>
/// What is done to importance before the sigmoid. Mean and standard deviation are taken over the positions that are some query's
/// future (all but the first) and that some sequence reached; a position nobody reached stays 0, which the
/// sigmoid makes one half.
/// </summary>
public enum ImportanceScaling
{
    /// <summary>Nothing: weights lie in [1/2, 1) and depend on the size of the gradients, so on loss, batch and model.</summary>
    Raw,

    /// <summary>Divided by its mean: weights lie in [1/2, 1), an average position has sigmoid(1) = 0.73.</summary>
    MeanScaled,

    /// <summary>Mean taken off, divided by the standard deviation: an average position has one half, weaker ones less.</summary>
    ZScore,
}
