using Ggsm.Synthesis.World;
using Ggsm.Users;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;
using Marker = Plotly.NET.TraceObjects.Marker;

namespace Ggsm.Notebooks;

public static partial class Figures
{
    /// <summary>A generated user's contracts over time, a row each: the plans that stand, the plans that a later end turned round, and the ends.</summary>
    /// <param name="user">The user with its truth; at least one contract.</param>
    public static GenericChart Contracts(WorldUser user)
    {
        var rowOf = (from theme in Themes.All from contract in theme.Contracts select (contract, Row: $"{theme.Task} · {contract}")).ToDictionary();
        var turned = user.Truth.Relabelled.ToHashSet();
        var events = user.Profile.History
            .Select((e, i) => (Event: e, Row: rowOf.GetValueOrDefault(e.Fields[0].Text), IsPlan: e.Fields.Any(f => f.Name == "plan"), IsTurned: turned.Contains(i)))
            .Where(e => e.Row is not null)
            .Select(e => (e.Event, Row: e.Row!, e.IsPlan, e.IsTurned))
            .ToArray();
        string[] rows = [.. events.Select(e => e.Row).Distinct().OrderDescending(StringComparer.Ordinal)];

        return FigureStyle.Finish(
            Chart.Combine([
                ContractEvents([.. events.Where(e => e.IsPlan && !e.IsTurned).Select(e => (e.Event, e.Row))], "counts as it is", FigureStyle.Blue, StyleParam.MarkerSymbol.Circle),
                ContractEvents([.. events.Where(e => e.IsPlan && e.IsTurned).Select(e => (e.Event, e.Row))], "turned round by a later end", FigureStyle.Vermillion, StyleParam.MarkerSymbol.Diamond),
                ContractEvents([.. events.Where(e => !e.IsPlan).Select(e => (e.Event, e.Row))], "refund, cancellation, closing, uninstall", FigureStyle.Grey, StyleParam.MarkerSymbol.X),
            ]),
            $"The contracts of user {user.Profile.Id}: what a later end turns round",
            "time (UTC)",
            "",
            height: 200 + (26 * rows.Length),
            left: 170,
            legendRows: 2)
            .WithXAxisStyle<double, double, string>(AxisType: StyleParam.AxisType.Date)
            .WithYAxisStyle<double, double, string>(
                AxisType: StyleParam.AxisType.Category, CategoryOrder: StyleParam.CategoryOrder.Array, CategoryArray: rows);
    }

    private static GenericChart ContractEvents((UserEvent Event, string Row)[] events, string name, string colour, StyleParam.MarkerSymbol symbol)
        => Chart.Point<DateTime, string, string>(
            x: events.Select(e => e.Event.Time.UtcDateTime).ToArray(),
            y: events.Select(e => e.Row).ToArray(),
            Name: name,
            MultiText: events.Select(e => PromptTemplate.RenderEvent(e.Event)).ToArray(),
            MarkerColor: FigureStyle.Paint(colour),
            Marker: new Marker().With("size", 10),
            MarkerSymbol: symbol,
            UseDefaults: false);
}
