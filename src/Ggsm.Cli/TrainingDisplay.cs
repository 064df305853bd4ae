using System.Globalization;
using Ggsm.Training;
using Spectre.Console;

namespace Ggsm.Cli;

/// <summary>The progress of pretraining and training: redrawn in place on a terminal, a line every few seconds otherwise.</summary>
internal sealed class TrainingDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Action<string, long, int, TimeSpan, bool> show;

    private TrainingDisplay(Action<string, long, int, TimeSpan, bool> show) => this.show = show;

    /// <summary>Where a run, or the pretraining before it, reports.</summary>
    public IProgress<TrainingProgress> Progress =>
        new Each<TrainingProgress>(p => show(Describe(p), p.StepsDone, p.TotalSteps, p.Elapsed, p.Evaluation is not null || p.Probes.Count > 0));

    public static T Show<T>(Terminal terminal, Func<TrainingDisplay, T> work) =>
        terminal.IsLive
            ? terminal.Console.Progress()
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .Start(context => work(Bars(context)))
            : work(Lines(terminal));

    private static TrainingDisplay Bars(ProgressContext context)
    {
        ProgressTask? bar = null;
        return new((text, done, total, _, _) =>
        {
            if (bar is null || bar.IsFinished)
                bar = context.AddTask(text, maxValue: total);
            bar.Description = text;
            bar.Value = done;
        });
    }

    private static TrainingDisplay Lines(Terminal terminal)
    {
        var last = -Interval;
        return new((text, done, total, elapsed, always) =>
        {
            if (elapsed < last)
                last = -Interval;
            if (elapsed - last < Interval && done != total && !always)
                return;
            last = elapsed;
            terminal.WriteLine(text);
        });
    }

    private static string Describe(TrainingProgress progress)
    {
        var record = progress.Record;
        var alpha = record.Alpha is { } opened ? Text($"  alpha {opened:F2}") : "";
        var heldOut = progress.Evaluation is { } evaluation
            ? Text($"  held out: loss {evaluation.Loss:F4}") + (evaluation.RecallAt10 is { } recall ? Text($", recall@10 {recall:F3}") : "")
            : "";
        var probed = progress.Probes.Count > 0 ? $"  probe: {TrainingReport.Describe(progress.Probes)}" : "";
        var (kind, detail) = record.Perplexity is { } perplexity
            ? ("pretraining", Text($"perplexity {perplexity:F1}"))
            : ("step", Text($"future weight {record.MeanFutureWeight:F2}"));
        return Text($"{kind} {progress.StepsDone}/{progress.TotalSteps}  loss {record.Loss:F4}{alpha}  {detail}  {record.TokensPerSecond:N0} tokens/s{heldOut}{probed}");

        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }

    private sealed class Each<T>(Action<T> action) : IProgress<T>
    {
        public void Report(T value) => action(value);
    }
}
