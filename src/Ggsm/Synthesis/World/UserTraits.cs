namespace Ggsm.Synthesis.World;

/// <summary>What is latent in a user, each from -1 to 1 and bell-shaped unless said otherwise.</summary>
/// <param name="SpendingPower">How much is spent.</param>
/// <param name="PriceSensitivity">How much a low price draws.</param>
/// <param name="Food">Interest in eating out.</param>
/// <param name="Film">Interest in films.</param>
/// <param name="Transit">Public transport before the car.</param>
/// <param name="Concert">Interest in concerts.</param>
/// <param name="Achievement">Badges and ranks (1) or goods (-1).</param>
/// <param name="Digital">How much life runs through the phone.</param>
/// <param name="Restlessness">How near to leaving.</param>
/// <param name="Activity">The factor on all rates, 0.5 to 2.6, most users low: a long tail.</param>
/// <param name="Trend">How activity changes over time.</param>
/// <param name="Weekend">The factor on weekends, 0.6 to 1.6.</param>
/// <param name="Steadfastness">Of each theme: keeps good plans and gives up poor ones (1), or the reverse (-1).</param>
public sealed record UserTraits(
    double SpendingPower,
    double PriceSensitivity,
    double Food,
    double Film,
    double Transit,
    double Concert,
    double Achievement,
    double Digital,
    double Restlessness,
    double Activity,
    double Trend,
    double Weekend,
    IReadOnlyDictionary<string, double> Steadfastness)
{
    internal static UserTraits Draw(SeededRandom random)
    {
        var spending = Level(random);
        var general = Level(random);
        return new UserTraits(
            spending,
            Math.Clamp((0.8 * Level(random)) - (0.5 * spending), -1, 1),
            Level(random),
            Level(random),
            Level(random),
            Level(random),
            Level(random),
            Level(random),
            Level(random),
            0.1 + (0.5 / (0.2 + random.NextDouble())),
            Level(random),
            0.6 + random.NextDouble(),
            Themes.All.ToDictionary(t => t.Task, _ => Math.Clamp((0.5 * general) + (0.9 * Level(random)), -1, 1)));
    }

    private static double Level(SeededRandom random) => Math.Clamp(0.5 * random.NextNormal(), -1, 1);
}
