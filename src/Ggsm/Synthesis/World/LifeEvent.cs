namespace Ggsm.Synthesis.World;

/// <summary>Something that changes habits for a while or for good.</summary>
/// <param name="Words">What is searched for around its start.</param>
/// <param name="FirstDay">The first day, counted from the start of the history.</param>
/// <param name="LastDay">The last day.</param>
/// <param name="Moves">Whether favourites are others afterwards.</param>
/// <param name="Factors">The factors on everyday rates by task while it lasts; other tasks keep theirs.</param>
internal sealed record LifeEvent(IReadOnlyList<string> Words, int FirstDay, int LastDay, bool Moves, IReadOnlyDictionary<string, double> Factors)
{
    private const double Share = 0.4;

    private static readonly Dictionary<string, double> Holiday = new() { ["transit"] = 0.2, ["food"] = 2, ["power"] = 1.5, ["login"] = 0.5 };
    private static readonly Dictionary<string, double> NewHome = new() { ["power"] = 1.8, ["concert"] = 0.5, ["movie"] = 0.5 };
    private static readonly Dictionary<string, double> NewWork = new() { ["transit"] = 2, ["food"] = 1.4 };

    /// <summary>A holiday, a move, a new job, or usually nothing.</summary>
    public static LifeEvent? Draw(int days, SeededRandom random)
    {
        var happens = random.NextBool(Share);
        var kind = random.NextInt(3);
        var first = random.NextInt(days - 20);
        var length = 5 + random.NextInt(10);
        return !happens ? null : kind switch
        {
            0 => new LifeEvent(["flights", "hotels", "beaches"], first, first + length, false, Holiday),
            1 => new LifeEvent(["movers", "furniture", "rents"], first, first + length, true, NewHome),
            _ => new LifeEvent(["vacancies", "interviews", "suits"], first, days, false, NewWork),
        };
    }
}
