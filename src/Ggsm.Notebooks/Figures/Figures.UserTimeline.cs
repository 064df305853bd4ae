using Ggsm.Users;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;
using Marker = Plotly.NET.TraceObjects.Marker;

namespace Ggsm.Notebooks;

/// <summary>
/// The figures of the workbook. Each takes what the library computed or wrote to a run folder, and gives a chart; none needs a live model.
/// </summary>
public static partial class Figures
{
    /// <summary>A user's events over time, a row per modality: filled before the as-of date, diamonds after it.</summary>
    /// <param name="profile">The user; at least one event.</param>
    public static GenericChart UserTimeline(UserProfile profile)
    {
        string[] rows = [.. Modalities.OfEvents.Reverse().Select(modality => modality.Name())];
        var charts = Modalities.OfEvents
            .SelectMany(modality => new[] { Events(profile.History, modality, isFuture: false), Events(profile.Future, modality, isFuture: true) })
            .OfType<GenericChart>()
            .Append(FigureStyle.Line(
                [profile.AsOf.UtcDateTime, profile.AsOf.UtcDateTime], [rows[0], rows[^1]], "as-of date", FigureStyle.Grey, dash: StyleParam.DrawingStyle.Dash));

        return FigureStyle.Finish(Chart.Combine(charts), $"What user {profile.Id} did: history (circles) and future (diamonds)", "time (UTC)", "modality")
            .WithXAxisStyle<double, double, string>(AxisType: StyleParam.AxisType.Date)
            .WithYAxisStyle<double, double, string>(
                AxisType: StyleParam.AxisType.Category, CategoryOrder: StyleParam.CategoryOrder.Array, CategoryArray: rows);
    }

    private static GenericChart? Events(IReadOnlyList<UserEvent> events, Modality modality, bool isFuture)
    {
        UserEvent[] shown = [.. events.Where(e => e.Modality == modality)];
        if (shown.Length == 0) return null;
        return Chart.Point<DateTime, string, string>(
            x: shown.Select(e => e.Time.UtcDateTime).ToArray(),
            y: Enumerable.Repeat(modality.Name(), shown.Length).ToArray(),
            Name: isFuture ? $"{modality.Name()}, future" : modality.Name(),
            MultiText: shown.Select(e => FigureStyle.Short(PromptTemplate.RenderEvent(e), 80)).ToArray(),
            ShowLegend: false,
            Opacity: 0.75,
            MarkerColor: FigureStyle.Paint(FigureStyle.OfModality(modality)),
            Marker: new Marker().With("size", 9),
            MarkerSymbol: isFuture ? StyleParam.MarkerSymbol.Diamond : StyleParam.MarkerSymbol.Circle,
            UseDefaults: false);
    }
}
