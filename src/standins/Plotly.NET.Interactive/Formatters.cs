namespace Plotly.NET.Interactive;

/// <summary>How a chart is shown in a notebook.</summary>
public static class Formatters
{
    public static string toInteractiveHTML(GenericChart gChart) => GenericChart.toChartHTML(gChart);
}
