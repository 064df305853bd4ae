namespace Ggsm.Synthesis;

/// <summary>What is latent in a user and drives everything that is seen of them.</summary>
/// <param name="Activity">Actions on a usual day, 0.3 to 0.9.</param>
/// <param name="Trend">How the activity changes over the whole time, -0.4 to 0.4.</param>
/// <param name="Spending">The factor on prices, 0.5 to 2.</param>
/// <param name="Weekend">The factor on activity at weekends, 0.7 to 1.8.</param>
/// <param name="Interests">The share of each topic, in the order of <see cref="Topic.All"/>, summing to 1.</param>
/// <param name="Favourites">The two favoured items of each topic.</param>
internal sealed record Traits(
    double Activity, double Trend, double Spending, double Weekend, double[] Interests, (string First, string Second)[] Favourites)
{
    public static Traits Draw(SeededRandom random)
    {
        var interests = new double[Topic.All.Length];
        for (var k = 0; k < interests.Length; k++)
        {
            var u = random.NextDouble();
            interests[k] = 0.03 + (u * u * u);
        }

        var total = interests.Sum();
        var favourites = new (string, string)[interests.Length];
        for (var k = 0; k < interests.Length; k++)
        {
            var items = Topic.All[k].Items.ToArray();
            random.Shuffle<string>(items);
            favourites[k] = (items[0], items[1]);
        }

        return new Traits(
            Between(random, 0.3, 0.9), Between(random, -0.4, 0.4), Between(random, 0.5, 2), Between(random, 0.7, 1.8),
            [.. interests.Select(i => i / total)], favourites);
    }

    public double InterestIn(string topic) => Interests[Array.FindIndex(Topic.All, t => t.Name == topic)];

    private static double Between(SeededRandom random, double least, double most) => least + (random.NextDouble() * (most - least));
}
