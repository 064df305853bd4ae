namespace Ggsm.Synthesis.World;

/// <summary>What a history says about one theme.</summary>
/// <param name="Habit">The everyday balance: what speaks for less what speaks against, and the tabular fact. Order does not matter.</param>
/// <param name="Standings">The balance of each contract of the theme: it depends on the order and, over all orders, on nothing else.</param>
/// <param name="Plans">The values of the plans of each contract in use, in order.</param>
/// <param name="Relabelled">Indices into the history of plans that count the other way round because of a later event, ascending.</param>
public sealed record ThemeReading(double Habit, IReadOnlyList<double> Standings, IReadOnlyList<IReadOnlyList<int>> Plans, IReadOnlyList<int> Relabelled)
{
    /// <summary>The sum of <see cref="Standings"/>.</summary>
    public double Standing => Standings.Sum();
}
