using Ggsm.Users;

namespace Ggsm.Synthesis.World;

/// <summary>
/// What one theme shows in the month after the as-of date: a few chances to act, each of which follows the score. No
/// contract and no favourite returns, so that nothing but the score ties the month to the history.
/// </summary>
/// <remarks>
/// A chance draws a strength, 1.5 · score plus logistic noise. Its sign says whether what is done speaks for or against,
/// its size whether anything is done and how strong a thing: an ordinal model, so that kind, number and tier of the
/// actions all have odds that follow the score. At a score of zero 60% of the chances come to something, half of these to
/// the weakest thing, 30% to the middle one and 20% to the strongest.
/// </remarks>
internal static class MonthAfter
{
    private const int Chances = 6;
    private const double Strength = 1.5;
    private const double SearchShare = 0.2;

    /// <summary>Strengths from which on something is done, a middling and a strong thing.</summary>
    private static readonly double[] Steps = [0.8473, 1.7346, 2.7515];

    private static readonly double[] Cuts = [.. Steps.Reverse().Select(s => -s), .. Steps];

    public static IEnumerable<UserEvent> Draw(Theme theme, double score, UserTraits traits, Calendar calendar, int from, int until, SeededRandom random)
    {
        double[] below = [.. Cuts.Select(cut => Logistic.Of(cut - (Strength * score)))];
        for (var i = 0; i < Chances; i++)
        {
            var at = random.NextDouble();
            var degree = below.Count(b => at >= b) - Steps.Length;
            if (degree == 0)
                continue;
            var key = degree > 0 ? theme.For[degree - 1] : theme.Against[-degree - 1];
            var modality = random.NextBool(SearchShare) ? Modality.Search : theme.Modality;
            yield return WorldEvents.Everyday(calendar.Draw(theme, from, until, random), modality, key, traits, random);
        }
    }
}
