using System.Diagnostics;
using Ggsm.Training;
using Ggsm.Users;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace Ggsm.Notebooks;

/// <summary>Trains from a notebook cell while the figure below it follows the loss.</summary>
public static class LiveTraining
{
    private static readonly TimeSpan BetweenUpdates = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Trains into <paramref name="runFolder"/>. One figure of the loss is shown and updated in place about once a second;
    /// interrupting the cell ends the run after its current step, with everything written.
    /// </summary>
    /// <param name="config">What to do.</param>
    /// <param name="data">What to train on.</param>
    /// <param name="runFolder">Where the run lives; see <see cref="Workbook.NewRun"/>.</param>
    public static TrainingResult Run(TrainingConfig config, PairDataset data, string runFolder)
    {
        var figure = new LossFigure(config);
        var cancellation = KernelInvocationContext.Current?.CancellationToken ?? CancellationToken.None;
        var result = new Trainer(config, data).Run(runFolder, progress: figure, cancellation: cancellation);
        figure.Show();
        return result;
    }

    private sealed class LossFigure(TrainingConfig config) : IProgress<TrainingProgress>
    {
        private readonly List<StepRecord> steps = [];
        private readonly Stopwatch sinceUpdate = Stopwatch.StartNew();
        private DisplayedValue? displayed;

        public void Report(TrainingProgress progress)
        {
            steps.Add(progress.Record);
            if (displayed is not null && sinceUpdate.Elapsed < BetweenUpdates)
                return;
            Show();
        }

        public void Show()
        {
            sinceUpdate.Restart();
            var chart = Figures.Loss(steps, config.Steps, Contrastive.UntrainedLoss(config));
            if (displayed is null)
                displayed = chart.Display();
            else
                displayed.Update(chart);
        }
    }
}
