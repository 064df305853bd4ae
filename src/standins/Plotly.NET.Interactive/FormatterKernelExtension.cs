using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace Plotly.NET.Interactive;

/// <summary>Lets a notebook show charts: as HTML, and as the figure that Jupyter draws by itself.</summary>
public sealed class FormatterKernelExtension : IKernelExtension
{
    private const string PlotlyMimeType = "application/vnd.plotly.v1+json";

    public Task OnLoadAsync(Kernel kernel)
    {
        Formatter.Register<GenericChart>((chart, writer) => writer.Write(Formatters.toInteractiveHTML(chart)), "text/html");
        Formatter.Register<GenericChart>((chart, writer) => writer.Write(GenericChart.toJson(chart)), PlotlyMimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(GenericChart), PlotlyMimeType, "text/html");
        return Task.CompletedTask;
    }
}
