using System.Text.Json.Nodes;

namespace Plotly.NET.CSharp;

/// <summary>Places charts in the cells of a grid: each cell has its own axes, or the axes of its row and column.</summary>
internal sealed record ChartGrid(int Rows, int Columns, bool Coupled, bool TopToBottom, double? XGap, double? YGap)
{
    internal IEnumerable<GenericChart> Place(IEnumerable<GenericChart> charts)
        => charts.Take(Rows * Columns).Select((chart, cell) => Place(chart, cell));

    /// <summary>A title in the middle of the upper edge of each cell.</summary>
    internal IEnumerable<JsonNode> Titles(IEnumerable<string> titles, double offset, Font? font)
    {
        double xGap = XGap ?? (Coupled ? 0.1 : 0.2);
        double yGap = YGap ?? (Coupled ? 0.1 : 0.3);
        return titles.Take(Rows * Columns).Select((title, cell) =>
        {
            var (left, right) = Extent(cell % Columns, Columns, xGap);
            int row = cell / Columns;
            var (_, top) = Extent(TopToBottom ? Rows - 1 - row : row, Rows, yGap);
            var annotation = new JsonObject
            {
                ["x"] = (left + right) / 2,
                ["xref"] = "paper",
                ["xanchor"] = "center",
                ["y"] = top + offset,
                ["yref"] = "paper",
                ["yanchor"] = "bottom",
                ["text"] = title,
                ["showarrow"] = false,
            };
            if (font is not null) annotation["font"] = FigureJson.From(font);
            return annotation;
        });
    }

    private static (double Start, double End) Extent(int index, int count, double gap)
    {
        double step = 1 / (count - gap);
        return (step * index, (step * index) + (step * (1 - gap)));
    }

    private GenericChart Place(GenericChart chart, int cell)
    {
        int x = Coupled ? (cell % Columns) + 1 : cell + 1;
        int y = Coupled ? (cell / Columns) + 1 : cell + 1;
        return chart
            .MapTraces((trace, _) => trace.With(copy =>
            {
                copy.SetProperty("xaxis", StyleParam.LinearAxisId.NewX(x));
                copy.SetProperty("yaxis", StyleParam.LinearAxisId.NewY(y));
            }))
            .MapLayout(layout =>
            {
                MoveAxis(layout, "xaxis", StyleParam.SubPlotId.NewXAxis(cell + 1));
                MoveAxis(layout, "yaxis", StyleParam.SubPlotId.NewYAxis(cell + 1));
            });
    }

    private static void MoveAxis(JsonObject layout, string name, StyleParam.SubPlotId id)
    {
        var first = layout[name]?.DeepClone();
        foreach (string other in layout.Select(property => property.Key).Where(key => key.StartsWith(name, StringComparison.Ordinal)).ToList()) layout.Remove(other);
        layout[id.ToString()] = first ?? new JsonObject();
    }
}
