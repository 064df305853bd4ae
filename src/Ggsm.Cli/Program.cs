using Ggsm.Cli;

using var interruption = new Interruption();
return await WorkbookCli.InvokeAsync(args, Terminal.OfProcess(), interruption.Token);
