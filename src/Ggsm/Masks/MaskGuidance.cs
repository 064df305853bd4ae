using System.Globalization;

namespace Ggsm.Masks;

/// <summary>
/// How gradients become the weights of a guided mask. As options of a recipe:
/// <list type="bullet">
/// <item><c>source</c> = last, input or layer:k: the states whose gradient is taken;</item>
/// <item><c>scaling</c> = raw, mean-scaled or z-score: <see cref="ImportanceScaling"/>;</item>
/// <item><c>aggregation</c> = mean or sum: <see cref="ImportanceAggregation"/>;</item>
/// <item><c>per</c> = position or sequence: <see cref="ImportanceGrain"/>;</item>
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

    /// <summary>The released code: sums over the batch, the user tower's for both towers, micro-batches; its moving average runs with decay 0.</summary>
    public static MaskGuidance AsReleased { get; } = new()
    {
        Aggregation = ImportanceAggregation.Sum,
        Guide = GuidingTower.User,
        Clock = MaskClock.MicroBatch,
    };

    /// <summary>The states whose gradient is taken.</summary>
    public HiddenSource Source { get; init; } = HiddenSource.LastHidden;

    /// <summary>What is done to importance before the sigmoid.</summary>
    public ImportanceScaling Scaling { get; init; }

    /// <summary>How sequences are joined.</summary>
    public ImportanceAggregation Aggregation { get; init; }

    /// <summary>What has a weight of its own.</summary>
    public ImportanceGrain Per { get; init; }

    /// <summary>Whose gradients guide a tower.</summary>
    public GuidingTower Guide { get; init; }

    /// <summary>The share of the old importance in the new, in [0, 1).</summary>
    public double EmaDecay { get; init; }

    /// <summary>What counts as a step.</summary>
    public MaskClock Clock { get; init; }

    /// <summary>The preset's guidance.</summary>
    public static MaskGuidance Of(GuidancePreset preset) => preset == GuidancePreset.AsReleased ? AsReleased : AsDescribed;

    /// <summary>Reads the options; what is not given stays as in <paramref name="otherwise"/>.</summary>
    /// <exception cref="BadInputException">A value cannot be used, or two exclude each other.</exception>
    public static MaskGuidance Read(OptionReader options, MaskGuidance otherwise)
    {
        var guidance = new MaskGuidance
        {
            Source = options.Source("source", otherwise.Source),
            Scaling = options.Choice("scaling", otherwise.Scaling),
            Aggregation = options.Choice("aggregation", otherwise.Aggregation),
            Per = options.Choice("per", otherwise.Per),
            Guide = options.Choice("guide", otherwise.Guide),
            EmaDecay = options.Number("ema-decay", otherwise.EmaDecay, 0, MostDecay),
            Clock = options.Choice("clock", otherwise.Clock),
        };
        if (guidance.Per == ImportanceGrain.Sequence && guidance.Joins)
        {
            throw new BadInputException("weights per sequence come from each row's own gradient, which nothing joins with others.",
                field: "recipe option per", remedy: "Leave aggregation=mean, guide=own and ema-decay=0 with per=sequence, or use per=position.");
        }

        return guidance;
    }

    /// <summary>All of it as <see cref="Read"/> reads it.</summary>
    public IReadOnlyDictionary<string, string> Options => new Dictionary<string, string>
    {
        ["source"] = Source.ToString(),
        ["scaling"] = OptionReader.Write(Scaling),
        ["aggregation"] = OptionReader.Write(Aggregation),
        ["per"] = OptionReader.Write(Per),
        ["guide"] = OptionReader.Write(Guide),
        ["ema-decay"] = EmaDecay.ToString(CultureInfo.InvariantCulture),
        ["clock"] = OptionReader.Write(Clock),
    };

    private bool Joins => Aggregation != ImportanceAggregation.Mean || Guide != GuidingTower.Own || EmaDecay > 0;
}
