using Ggsm.Users;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Ggsm.Notebooks;

public static partial class Figures
{
    private const int MostBars = 120;

    /// <summary>How a user's time becomes a training pair: what lies before the as-of date is the query, what follows is what the answer sums up.</summary>
    /// <param name="profile">The user; at least one event.</param>
    public static GenericChart TrainingPair(UserProfile profile)
    {
        var days = profile.History.Concat(profile.Future).Select(e => (e.Time - profile.AsOf).TotalDays).ToArray();
        int width = Math.Max(1, (int)Math.Ceiling((days.Max() - Math.Min(0, days.Min()) + 1) / MostBars));
        var history = Count(profile.History, profile.AsOf, width);
        var future = Count(profile.Future, profile.AsOf, width);
        double top = history.Concat(future).Max(bar => bar.Events);

        return FigureStyle.Finish(
            Chart.Combine([
                Bars(history, width, "history: the query", FigureStyle.Blue),
                Bars(future, width, "future: the answer", FigureStyle.Orange),
                FigureStyle.Line([0.0, 0.0], [0.0, top], "as-of date", FigureStyle.Grey, dash: StyleParam.DrawingStyle.Dash),
            ]).WithBars("overlay", gap: 0.05),
            $"History and future of user {profile.Id} as a training pair",
            "days from the as-of date",
            width == 1 ? "events a day" : $"events in {width} days");
    }

    private static (double Day, int Events)[] Count(IReadOnlyList<UserEvent> events, DateTimeOffset asOf, int width) =>
        [.. events
            .GroupBy(e => Math.Floor((e.Time - asOf).TotalDays / width))
            .OrderBy(bin => bin.Key)
            .Select(bin => ((bin.Key + 0.5) * width, bin.Count()))];

    private static GenericChart Bars((double Day, int Events)[] bars, int width, string name, string colour)
        => Chart.Column<double, double, string>(
            values: bars.Select(bar => (double)bar.Events).ToArray(),
            Keys: bars.Select(bar => bar.Day).ToArray(),
            Name: name,
            MarkerColor: FigureStyle.Paint(colour),
            Width: width,
            UseDefaults: false);
}
