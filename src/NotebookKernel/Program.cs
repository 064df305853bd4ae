using System.Runtime.InteropServices;
using NotebookKernel;
using NotebookKernel.Evaluation;
using NotebookKernel.Front;
using NotebookKernel.Installation;
using NotebookKernel.Messaging;

const string Usage = """
    A C# kernel for Jupyter.

    NotebookKernel CONNECTION_FILE                     serve the client that wrote CONNECTION_FILE
    NotebookKernel install --dir KERNELS               tell Jupyter of this kernel, in its folder KERNELS
        [--libraries DIR]                              with native libraries of DIR before the system's
    """;

return args switch
{
    ["evaluate", var requests, var events, var token] => EvaluatorHost.Run(requests, events, token),
    ["install", "--dir", var folder] => Install(folder),
    ["install", "--dir", var folder, "--libraries", var libraries] => Install(folder, libraries),
    [var connectionFile] when !connectionFile.StartsWith('-') => Serve(connectionFile),
    ["--help"] or ["-h"] => Print(Console.Out, 0),
    _ => Print(Console.Error, 2),
};

static int Print(TextWriter writer, int exitCode)
{
    writer.WriteLine(Usage);
    return exitCode;
}

static int Install(string kernels, string? libraries = null)
{
    try
    {
        var executable = Path.Combine(AppContext.BaseDirectory, nameof(NotebookKernel));
        Console.WriteLine(KernelSpec.Install(kernels, executable, libraries));
        return 0;
    }
    catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"{kernels}: {refused.Message}");
        return 2;
    }
}

static int Serve(string connectionFile)
{
    KernelServer server;
    try
    {
        server = new KernelServer(ConnectionFile.Read(connectionFile));
    }
    catch (Exception refused) when (refused is IOException or InvalidDataException or UnauthorizedAccessException or System.Text.Json.JsonException)
    {
        Console.Error.WriteLine($"{connectionFile}: {refused.Message}");
        return 2;
    }
    using var serving = server;
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
    {
        signal.Cancel = true;
        server.Interrupt();
    });
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
    {
        signal.Cancel = true;
        server.Stop();
    });
    using var orphaned = new ParentWatch(server.Stop);
    server.Run();
    return 0;
}
