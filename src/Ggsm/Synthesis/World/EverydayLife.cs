using Ggsm.Users;

namespace Ggsm.Synthesis.World;

/// <summary>The everyday events of one theme in the history: counts follow the disposition, names the user's favourites.</summary>
internal sealed class EverydayLife
{
    private const int Slots = 12;
    private const double SearchShare = 0.2;
    private const double FavouriteShare = 0.6;
    private const double Lean = 0.35;

    private static readonly double[] DegreeShares = [0.5, 0.3, 0.2];

    private readonly Theme theme;
    private readonly UserTraits traits;
    private readonly double disposition;
    private readonly int[] favourites;

    public EverydayLife(Theme theme, UserTraits traits, SeededRandom random)
    {
        this.theme = theme;
        this.traits = traits;
        disposition = Math.Clamp(theme.Disposition(traits), -1, 1);
        favourites = [.. Enumerable.Range(0, 4).Select(_ => random.NextIndex(DegreeShares))];
        Fact = Math.Clamp(Math.Floor(5 + (2.2 * disposition) + (1.5 * random.NextNormal())), 0, 9);
    }

    /// <summary>The tabular fact of the theme, 0 to 9.</summary>
    public double Fact { get; }

    public IEnumerable<UserEvent> Draw(Calendar calendar, int days, SeededRandom random)
    {
        var rate = theme.Rate * traits.Activity * calendar.Share(0, days) / Slots;
        for (var i = 0; i < Slots; i++)
        {
            if (!random.NextBool(rate))
                continue;
            var time = calendar.Draw(theme, 0, days, random);
            var speaksFor = random.NextBool(0.5 + (Lean * disposition));
            var degree = random.NextBool(FavouriteShare) ? favourites[Favourite(calendar, time, speaksFor)] : random.NextIndex(DegreeShares);
            var key = (speaksFor ? theme.For : theme.Against)[degree];
            yield return WorldEvents.Everyday(time, random.NextBool(SearchShare) ? Modality.Search : theme.Modality, key, traits, random);
        }
    }

    private static int Favourite(Calendar calendar, DateTimeOffset time, bool speaksFor) =>
        (calendar.HasMovedBefore(time) ? 2 : 0) + (speaksFor ? 1 : 0);
}
