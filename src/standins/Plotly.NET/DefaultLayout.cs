using System.Text.Json.Nodes;

namespace Plotly.NET;

/// <summary>The size and look of a chart that asks for defaults.</summary>
internal static class DefaultLayout
{
    internal static Layout Create() => new()
    {
        Json = new JsonObject
        {
            ["width"] = 600,
            ["height"] = 600,
            ["template"] = new JsonObject
            {
                ["layout"] = new JsonObject
                {
                    ["colorway"] = new JsonArray(
                        "#636efa", "#EF553B", "#00cc96", "#ab63fa", "#FFA15A", "#19d3f3", "#FF6692", "#B6E880", "#FF97FF", "#FECB52"),
                    ["paper_bgcolor"] = "white",
                    ["plot_bgcolor"] = "#E5ECF6",
                    ["xaxis"] = Axis(),
                    ["yaxis"] = Axis(),
                },
            },
        },
    };

    private static JsonObject Axis() => new()
    {
        ["gridcolor"] = "white",
        ["linecolor"] = "white",
        ["zerolinecolor"] = "white",
        ["automargin"] = true,
    };
}
