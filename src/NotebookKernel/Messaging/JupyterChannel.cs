namespace NotebookKernel.Messaging;

/// <summary>The sockets of a kernel that carry messages.</summary>
internal enum JupyterChannel
{
    Shell,
    Control,
    Stdin,
    Iopub,
}
