using System.CommandLine;
using Ggsm.Cli.Commands;
using Ggsm.Encoders;

namespace Ggsm.Cli;

/// <summary>The command line: parses, runs one command, and turns every way it can end into a message and an exit code.</summary>
internal static class WorkbookCli
{
    private const string DetailsVariable = "WORKBOOK_DETAILS";

    public static async Task<int> InvokeAsync(string[] arguments, Terminal terminal, CancellationToken cancellation = default)
    {
        var parsed = Build(terminal).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            UsageErrors.Write(parsed, terminal.Error);
            return ExitCodes.BadInput;
        }

        var configuration = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(configuration, cancellation);
        }
        catch (BadInputException e)
        {
            terminal.Error.WriteLine(e.Message);
            return ExitCodes.BadInput;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            terminal.Error.WriteLine("Interrupted.");
            return ExitCodes.Interrupted;
        }
        catch (NotFiniteEmbeddingException e)
        {
            terminal.Error.WriteLine(e.Message);
            terminal.Error.WriteLine("Look at that input, or use other weights.");
            return ExitCodes.BadInput;
        }
        catch (Exception e) when (EnvironmentFault.Of(e) is not null)
        {
            terminal.Error.WriteLine($"The machine failed, not the workbook: {EnvironmentFault.Of(e)!.Message}");
            return ExitCodes.BadInput;
        }
        catch (Exception e)
        {
            WriteFault(e, terminal.Error);
            return ExitCodes.CheckFailed;
        }
    }

    private static RootCommand Build(Terminal terminal)
    {
        var root = Commands(terminal);
        NumericOptions.Guard(root);
        return root;
    }

    internal static RootCommand Commands(Terminal terminal) =>
        new("""
            The GG-SM Workbook: attention masking for user embeddings, from causal to bidirectional (arXiv 2602.10622).

            Start with `./workbook run` (every notebook, as pages with plots) and `./workbook test`.
            Exit codes: 0 done, 1 a check failed, 2 bad input or usage, 130 interrupted.
            """)
        {
            SetupCommand.Create(),
            RunCommand.Create(),
            TestCommand.Create(terminal),
            LabCommand.Create(terminal),
            DataCommand.Create(terminal),
            TrainCommand.CreatePretrain(terminal),
            TrainCommand.Create(terminal),
            EmbedCommand.Create(terminal),
            MasksCommand.Create(terminal),
            ScheduleCommand.Create(terminal),
            VerifyCommand.Create(terminal),
        };

    private static void WriteFault(Exception fault, TextWriter error)
    {
        error.WriteLine($"The workbook failed: {fault.Message.Split('\n')[0].TrimEnd()} ({fault.GetType().Name})");
        if (Environment.GetEnvironmentVariable(DetailsVariable) is { Length: > 0 })
            error.WriteLine(fault);
        else
            error.WriteLine($"This is a fault of the workbook, not of your input. Set {DetailsVariable}=1 and run it again to see where.");
    }
}
