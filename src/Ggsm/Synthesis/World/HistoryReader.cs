using System.Collections.Frozen;
using Ggsm.Users;

namespace Ggsm.Synthesis.World;

/// <summary>Reads a history as the known world means it: the rule behind the labels, and the features that are blind to order.</summary>
public static class HistoryReader
{
    private const double MiddleFact = 4.5;

    private static readonly FrozenDictionary<string, (Theme Theme, int Valence, int Contract)> Keys = Index();

    /// <summary>The reading that labels follow.</summary>
    /// <param name="profile">The user; only history and tabular facts are looked at.</param>
    /// <param name="theme">The field of life.</param>
    /// <param name="control">Which contract events count.</param>
    public static ThemeReading Read(UserProfile profile, Theme theme, ForwardControl control)
    {
        var habit = FactOf(profile, theme) is { } fact ? fact - MiddleFact : 0;
        var contracts = theme.Contracts.Select(_ => new List<(int Index, int Value)>()).ToArray();
        for (var i = 0; i < profile.History.Count; i++)
        {
            var userEvent = profile.History[i];
            if (!Keys.TryGetValue(userEvent.Fields[0].Text, out var key) || key.Theme != theme)
                continue;
            if (key.Contract < 0)
                habit += key.Valence;
            else
                contracts[key.Contract].Add((i, Tier.ValueOf(userEvent.Fields[1].Text)));
        }

        var relabelled = new List<int>();
        double[] standings = [.. contracts.Select(events => control switch
        {
            ForwardControl.Latest => events.LastOrDefault(e => e.Value != 0).Value,
            ForwardControl.First => events.FirstOrDefault(e => e.Value != 0).Value,
            _ => Voided(events, relabelled),
        })];
        relabelled.Sort();
        return new ThemeReading(
            habit, standings, [.. contracts.Where(c => c.Count > 0).Select(c => c.Where(e => e.Value != 0).Select(e => e.Value).ToArray())], relabelled);
    }

    /// <summary>
    /// Counts that are blind to order: each everyday thing, each plan of each contract, voids of each contract, and the
    /// tabular fact. <c>[6 + 5 · contracts + 1]</c>
    /// </summary>
    public static float[] OrderFreeAggregates(UserProfile profile, Theme theme)
    {
        var perContract = Tier.Names.Count + 1;
        var everyday = theme.For.Count + theme.Against.Count;
        var features = new float[everyday + (perContract * theme.Contracts.Count) + 1];
        foreach (var userEvent in profile.History)
        {
            if (!Keys.TryGetValue(userEvent.Fields[0].Text, out var key) || key.Theme != theme)
                continue;
            if (key.Contract < 0)
            {
                features[key.Valence > 0 ? key.Valence - 1 : theme.For.Count - key.Valence - 1]++;
                continue;
            }

            var value = Tier.ValueOf(userEvent.Fields[1].Text);
            features[everyday + (perContract * key.Contract) + (value == 0 ? Tier.Names.Count : Tier.IndexOf(value))]++;
        }

        features[^1] = (float)(FactOf(profile, theme) ?? MiddleFact);
        return features;
    }

    /// <summary>What stands counts as it is, what a later void ended counts the other way round.</summary>
    private static double Voided(List<(int Index, int Value)> events, List<int> relabelled)
    {
        var lastVoid = events.FindLastIndex(e => e.Value == 0);
        var balance = 0;
        for (var i = 0; i < events.Count; i++)
        {
            balance += i < lastVoid ? -events[i].Value : events[i].Value;
            if (i < lastVoid && events[i].Value != 0)
                relabelled.Add(events[i].Index);
        }

        return balance;
    }

    private static double? FactOf(UserProfile profile, Theme theme)
    {
        foreach (var field in profile.Tabular)
        {
            if (field.Name == theme.Fact)
                return field.Number;
        }

        return null;
    }

    private static FrozenDictionary<string, (Theme Theme, int Valence, int Contract)> Index()
    {
        var keys = new Dictionary<string, (Theme, int, int)>();
        foreach (var theme in Themes.All)
        {
            for (var i = 0; i < theme.For.Count; i++)
                keys.Add(theme.For[i], (theme, i + 1, -1));
            for (var i = 0; i < theme.Against.Count; i++)
                keys.Add(theme.Against[i], (theme, -i - 1, -1));
            for (var i = 0; i < theme.Contracts.Count; i++)
                keys.Add(theme.Contracts[i], (theme, 0, i));
        }

        return keys.ToFrozenDictionary();
    }
}
