namespace Microsoft.DotNet.Interactive;

/// <summary>Code of a package that sets a kernel up, for instance by registering formatters.</summary>
public interface IKernelExtension
{
    Task OnLoadAsync(Kernel kernel);
}
