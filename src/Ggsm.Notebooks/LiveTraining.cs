using Ggsm.Runs;
using Ggsm.Training;
using Microsoft.DotNet.Interactive;

namespace Ggsm.Notebooks;

/// <summary>Trains from a notebook cell while the figure below it follows the loss.</summary>
public static class LiveTraining
{
    /// <summary>
    /// Trains into <paramref name="runFolder"/>. One figure of the loss is shown and updated in place; interrupting the cell
    /// ends the run after its current step, with everything written.
    /// </summary>
    /// <param name="config">What to do.</param>
    /// <param name="data">What to train on: a data folder, or a file of text pairs.</param>
    /// <param name="runFolder">Where the run lives; see <see cref="Workbook.NewRun"/>.</param>
    public static TrainingResult Run(TrainingConfig config, string data, string runFolder)
    {
        var loss = new LiveLoss(config.LossOfGuessing);
        var interruption = KernelInvocationContext.Current?.CancellationToken ?? CancellationToken.None;
        var cache = new PretrainedCache(CacheDirectory.OfUser(), new LivePretraining());
        var result = new Trainer(config, config.LoadData(data), cache).Run(runFolder, progress: loss, cancellation: interruption);
        loss.Finish();
        return result;
    }
}
