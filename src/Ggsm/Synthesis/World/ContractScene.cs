using Ggsm.Users;

namespace Ggsm.Synthesis.World;

/// <summary>
/// The contracts of one theme. What was taken out (the multiset of plans) never tells the label, whichever control is
/// chosen; only its order does. So no reader that is blind to order, however clever, gains anything from contracts.
/// </summary>
/// <remarks>
/// Voiding: a user with contracts of total value V keeps or gives up each; steadfast users keep the good and give up the
/// poor, the others the reverse, and over all users both are equally likely, so E[score | multiset] = 0. Keeping and
/// giving up leave the same events: plans and one void. A kept contract's void comes first, a lapsed one's last, and now
/// and then one plan strays to the other side. Latest and first: every plan comes with its opposite, so that totals are
/// zero, and voids stand anywhere and mean nothing.
/// </remarks>
internal static class ContractScene
{
    private const double UseShare = 0.25;
    private const double StrayShare = 0.3;
    private const double Lean = 0.35;

    /// <summary>The mean square of <see cref="UserTraits.Steadfastness"/>.</summary>
    private const double MeanSquareSteadfastness = 0.226;

    private static readonly double[] CountShares = [0.3, 0.35, 0.2, 0.15];

    /// <summary>How many plans a contract has on average.</summary>
    /// <param name="fewest">The dial: plans at least.</param>
    public static double MeanPlans(int fewest) => fewest + CountShares.Select((share, more) => share * more).Sum();

    public static IEnumerable<UserEvent> Draw(
        Theme theme, UserTraits traits, WorldOptions options, Calendar calendar, int days, SeededRandom random)
    {
        var certain = random.NextInt(theme.Contracts.Count);
        for (var c = 0; c < theme.Contracts.Count; c++)
        {
            if (!random.NextBool(UseShare) && c != certain)
                continue;
            var steadfastness = traits.Steadfastness[theme.Task];
            var (plans, end) = options.Control is ForwardControl.Latest or ForwardControl.First
                ? Opposites(options, steadfastness, random)
                : Voided(options.Plans, steadfastness, random);
            var times = Times(theme, plans.Count + 1, calendar, days, random);
            for (var i = 0; i <= plans.Count; i++)
            {
                yield return i == end
                    ? WorldEvents.Void(times[i], theme.Modality, theme.Contracts[c])
                    : WorldEvents.Plan(times[i], theme.Modality, theme.Contracts[c], plans[i < end ? i : i - 1], traits, random);
            }
        }
    }

    /// <summary>
    /// How often the contracts of a theme go these ways together. Each goes either way as often; one person's steadfastness
    /// makes two of them agree a little more often than not.
    /// </summary>
    /// <param name="directions">Of each contract, 1 or -1: kept or given up, or a good or a poor plan that counts.</param>
    /// <param name="contracts">The values of its plans.</param>
    /// <param name="control">Which plans count.</param>
    public static double ShareOf(int[] directions, IReadOnlyList<IReadOnlyList<int>> contracts, ForwardControl control)
    {
        var agreement = 0.0;
        for (var a = 0; a < directions.Length; a++)
        {
            for (var b = 0; b < a; b++)
                agreement += Leaning(a) * Leaning(b);
        }

        return (1 + (4 * Lean * Lean * MeanSquareSteadfastness * agreement)) / (1 << directions.Length);

        int Leaning(int c) => directions[c] * (control is ForwardControl.Latest or ForwardControl.First ? 1 : Math.Sign(contracts[c].Sum()));
    }

    /// <summary>The standings of one contract that went this way, with their shares.</summary>
    public static IEnumerable<(int Standing, double Share)> Outcomes(IReadOnlyList<int> plans, int direction, ForwardControl control)
    {
        if (control is ForwardControl.Latest or ForwardControl.First)
        {
            foreach (var plan in plans.Where(p => Math.Sign(p) == direction))
                yield return (plan, 2.0 / plans.Count);
            yield break;
        }

        var stray = plans.Count > 2 ? StrayShare : 0;
        yield return (direction * plans.Sum(), 1 - stray);
        for (var i = 0; i < plans.Count && stray > 0; i++)
            yield return (direction * (plans.Sum() - (2 * plans[i])), stray / plans.Count);
    }

    /// <summary>Plans by chance, and the place of the void among them.</summary>
    private static (IReadOnlyList<int> Plans, int End) Voided(int fewest, double steadfastness, SeededRandom random)
    {
        int[] plans = [.. Enumerable.Range(0, fewest + random.NextIndex(CountShares)).Select(_ => Tier.Draw(random))];
        var keeps = random.NextBool(0.5 + (Lean * steadfastness * Math.Sign(plans.Sum())));
        var strays = random.NextBool(StrayShare) && plans.Length > 2 ? 1 : 0;
        return (plans, keeps ? strays : plans.Length - strays);
    }

    /// <summary>Plans that add up to nothing; the one that counts agrees with the user's steadfastness more often than not.</summary>
    private static (IReadOnlyList<int> Plans, int End) Opposites(WorldOptions options, double steadfastness, SeededRandom random)
    {
        int[] halves = [.. Enumerable.Range(0, ((options.Plans + 1) / 2) + random.NextInt(2)).Select(_ => Tier.Draw(random))];
        int[] plans = [.. halves, .. halves.Select(v => -v)];
        random.Shuffle<int>(plans);
        var wanted = random.NextBool(0.5 + (Lean * steadfastness)) ? 1 : -1;
        var counting = options.Control == ForwardControl.Latest ? plans.Length - 1 : 0;
        if (Math.Sign(plans[counting]) != wanted)
        {
            var other = Array.FindIndex(plans, v => Math.Sign(v) == wanted);
            (plans[counting], plans[other]) = (plans[other], plans[counting]);
        }

        return (plans, random.NextInt(plans.Length + 1));
    }

    /// <summary>Different times in order, at least a minute apart.</summary>
    private static DateTimeOffset[] Times(Theme theme, int count, Calendar calendar, int days, SeededRandom random)
    {
        DateTimeOffset[] times = [.. Enumerable.Range(0, count).Select(_ => calendar.Draw(theme, 0, days, random)).Order()];
        for (var i = 1; i < count; i++)
        {
            if (times[i] <= times[i - 1])
                times[i] = times[i - 1].AddMinutes(1);
        }

        return times;
    }
}
