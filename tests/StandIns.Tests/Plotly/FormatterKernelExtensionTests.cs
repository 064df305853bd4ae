using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET.Interactive;
using Chart = Plotly.NET.CSharp.Chart;

namespace StandIns.Tests.Plotly;

public sealed class FormatterKernelExtensionTests
{
    [Fact]
    public async Task Loading_the_extension_lets_charts_be_shown_as_html()
    {
        await ((IKernelExtension)new FormatterKernelExtension()).OnLoadAsync(null!);
        string html = Chart.Line<int, int, string>([1], [1], Name: "shown").ToDisplayString("text/html");
        Assert.Contains("Plotly.newPlot", html, StringComparison.Ordinal);
        Assert.Contains("shown", html, StringComparison.Ordinal);
    }
}
