using System.Globalization;
using Ggsm.Training;
using Spectre.Console;

namespace Ggsm.Cli;

/// <summary>A run's progress: redrawn in place on a terminal, a line every few seconds otherwise.</summary>
internal static class TrainingDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public static TrainingResult Show(Terminal terminal, TrainingConfig config, Func<IProgress<TrainingProgress>, TrainingResult> train) =>
        terminal.IsLive ? ShowLive(terminal, config, train) : train(new Lines(terminal));

    private static TrainingResult ShowLive(Terminal terminal, TrainingConfig config, Func<IProgress<TrainingProgress>, TrainingResult> train) =>
        terminal.Console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => train(new Bar(context.AddTask("preparing", maxValue: config.Steps))));

    private static string Describe(TrainingProgress progress)
    {
        var record = progress.Record;
        var alpha = record.Alpha is { } opened ? $"  alpha {opened.ToString("F2", CultureInfo.InvariantCulture)}" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"step {progress.StepsDone}/{progress.TotalSteps}  loss {record.Loss:F4}{alpha}  future weight {record.MeanFutureWeight:F2}  {record.TokensPerSecond:N0} tokens/s");
    }

    private sealed class Bar(ProgressTask task) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            task.Value = value.StepsDone;
            task.Description = Describe(value);
        }
    }

    private sealed class Lines(Terminal terminal) : IProgress<TrainingProgress>
    {
        private TimeSpan last = -Interval;

        public void Report(TrainingProgress value)
        {
            if (value.Elapsed - last < Interval && value.StepsDone != value.TotalSteps)
                return;
            last = value.Elapsed;
            terminal.WriteLine(Describe(value));
        }
    }
}
