namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Runs code.</summary>
public class SubmitCode : KernelCommand
{
    public SubmitCode(string code, string targetKernelName = null)
    {
        ArgumentNullException.ThrowIfNull(code);
        Code = code;
        TargetKernelName = targetKernelName;
    }

    public string Code { get; }

    public string TargetKernelName { get; }
}
