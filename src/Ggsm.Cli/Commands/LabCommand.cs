using System.CommandLine;

namespace Ggsm.Cli.Commands;

/// <summary><c>lab</c>: Jupyter over the notebooks, with the C# kernel.</summary>
internal static class LabCommand
{
    public static Command Create(Terminal terminal)
    {
        var preset = PresetOption.Create();
        var noBrowser = new Option<bool>("--no-browser")
        {
            Description = "Do not open a browser; the address is printed (for a machine one is logged in to from afar).",
        };
        var command = new Command("lab", "Open the notebooks in Jupyter, with the kernel \".NET (C#)\". Ctrl-C ends it.")
        {
            preset, noBrowser,
        };
        command.SetAction((parsed, cancellation) =>
            RunAsync(terminal, parsed.GetValue(preset)!, parsed.GetValue(noBrowser), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string preset, bool noBrowser, CancellationToken cancellation)
    {
        List<string> arguments = ["--notebook-dir", WorkbookRoot.Combine("notebooks")];
        if (noBrowser)
            arguments.Add("--no-browser");
        if (Environment.UserName == "root")
            arguments.Add("--allow-root");

        var exitCode = await ChildProcess.RunAsync(
            Jupyter.Python, [WorkbookRoot.Combine("src", "Ggsm.Notebooks", "export", "live_figures.py")], null, cancellation);
        if (exitCode != ExitCodes.Done)
            return exitCode;

        terminal.WriteLine("Jupyter is starting; it prints its address. Ctrl-C ends it.");
        var environment = new Dictionary<string, string> { [PresetOption.Variable] = preset };
        return await ChildProcess.RunAsync(Jupyter.Server, arguments, null, cancellation, environment);
    }
}
