using System.CommandLine;

namespace Ggsm.Cli.Commands;

/// <summary><c>run</c>: the notebooks, executed in order and written as pages that need no kernel and no network.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var names = NamesArgument.Create("NOTEBOOK",
            "Only these notebooks, for example 04-mask-transition; all of them when none is named.");
        var preset = PresetOption.Create();
        var keep = new Option<bool>("--keep")
        {
            Description = "Also keep the outputs, with a static image beside each figure, in notebooks/ (for those who change a notebook).",
        };
        var command = new Command("run", "Run the notebooks and write artifacts/html/index.html, one self-contained page each.")
        {
            names, preset, keep,
        };
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetValue(names)!, parsed.GetValue(preset)!, parsed.GetValue(keep), cancellation));
        return command;
    }

    private static Task<int> RunAsync(string[] names, string preset, bool keep, CancellationToken cancellation)
    {
        List<string> arguments =
        [
            WorkbookRoot.Combine("src", "Ggsm.Notebooks", "export", "run_notebooks.py"),
            .. names,
            "--out", WorkbookRoot.Combine("artifacts"),
        ];
        if (keep)
            arguments.Add("--keep");

        var environment = new Dictionary<string, string> { [PresetOption.Variable] = preset };
        return ChildProcess.RunAsync(Jupyter.Python, arguments, null, cancellation, environment);
    }
}
