using Ggsm.Users;

namespace Ggsm.Synthesis.World;

/// <summary>Things that have nothing to do with any task: many names, most of them rare, refunds among them.</summary>
internal sealed class LongTail
{
    private const int Slots = 16;
    private const double Rate = 8;
    private const double FavouriteShare = 0.7;
    private const double VoidShare = 0.1;

    private static readonly string[] Syllables = ["ba", "ko", "mi", "ru", "ta", "ne", "so", "li", "vu", "fa", "zo", "pe"];
    private static readonly string[] Names = [.. from first in Syllables from second in Syllables select $"{first}{second}"];

    private readonly UserTraits traits;
    private readonly (Modality Modality, string Name)[] ownThings;

    public LongTail(UserTraits traits, SeededRandom random)
    {
        this.traits = traits;
        ownThings = [.. Enumerable.Range(0, 4).Select(_ => DrawThing(random))];
    }

    /// <summary>What happens between two days.</summary>
    /// <param name="calendar">When.</param>
    /// <param name="from">The first day.</param>
    /// <param name="until">The day after the last.</param>
    /// <param name="random">Decides.</param>
    /// <param name="favourites">Whether the user's own things come again and again; otherwise everyone's are drawn alike.</param>
    public IEnumerable<UserEvent> Draw(Calendar calendar, int from, int until, SeededRandom random, bool favourites)
    {
        var rate = Rate * traits.Activity * calendar.Share(from, until) / Slots;
        for (var i = 0; i < Slots; i++)
        {
            if (random.NextBool(rate))
                yield return DrawOne(calendar, from, until, random, favourites);
        }
    }

    /// <summary>One thing that happens between two days.</summary>
    public UserEvent DrawOne(Calendar calendar, int from, int until, SeededRandom random, bool favourites = false)
    {
        var (modality, name) = favourites && random.NextBool(FavouriteShare) ? ownThings[random.NextInt(ownThings.Length)] : DrawThing(random);
        var time = calendar.Draw(null, from, until, random);
        return modality != Modality.Search && random.NextBool(VoidShare)
            ? WorldEvents.Void(time, modality, name)
            : WorldEvents.Everyday(time, modality, name, traits, random);
    }

    private static (Modality Modality, string Name) DrawThing(SeededRandom random)
    {
        var u = random.NextDouble();
        return (Modalities.OfEvents[random.NextInt(Modalities.OfEvents.Count)], Names[(int)(u * u * u * Names.Length)]);
    }
}
