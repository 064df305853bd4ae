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
    private readonly (Modality Modality, string Name)[] favourites;

    public LongTail(UserTraits traits, SeededRandom random)
    {
        this.traits = traits;
        favourites = [.. Enumerable.Range(0, 4).Select(_ => DrawThing(random))];
    }

    public IEnumerable<UserEvent> Draw(Calendar calendar, int from, int until, SeededRandom random)
    {
        var rate = Rate * traits.Activity * calendar.Share(from, until) / Slots;
        for (var i = 0; i < Slots; i++)
        {
            if (!random.NextBool(rate))
                continue;
            var (modality, name) = random.NextBool(FavouriteShare) ? favourites[random.NextInt(favourites.Length)] : DrawThing(random);
            var time = calendar.Draw(null, from, until, random);
            yield return modality != Modality.Search && random.NextBool(VoidShare)
                ? WorldEvents.Void(time, modality, name)
                : WorldEvents.Everyday(time, modality, name, traits, random);
        }
    }

    private static (Modality Modality, string Name) DrawThing(SeededRandom random)
    {
        var u = random.NextDouble();
        return (Modalities.OfEvents[random.NextInt(Modalities.OfEvents.Count)], Names[(int)(u * u * u * Names.Length)]);
    }
}
