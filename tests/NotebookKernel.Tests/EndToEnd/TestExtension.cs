using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookKernel.Tests.EndToEnd;

/// <summary>What a package with figures brings: an extension that registers a formatter.</summary>
public sealed class TestExtension : IKernelExtension
{
    public Task OnLoadAsync(Kernel kernel)
    {
        Formatter.Register<TestFigure>((_, writer) => writer.Write("<figure></figure>"), "text/html");
        return Task.CompletedTask;
    }
}
