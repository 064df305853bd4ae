using Ggsm.Runs;
using Ggsm.Training;
using Microsoft.Data.Analysis;

namespace Ggsm.Notebooks;

/// <summary>What chapters show as tables, each a data frame that can be sorted, filtered and joined.</summary>
public static partial class Tables
{
    /// <summary>A training run in one row: its length, where its loss began and ended, and its speed.</summary>
    /// <param name="config">What it was asked to do.</param>
    /// <param name="result">What came of it.</param>
    public static DataFrame Training(TrainingConfig config, TrainingResult result) => new DataFrame(
        new StringDataFrameColumn("Recipe", [config.Mask.Recipe]),
        new StringDataFrameColumn("Device", [result.Device]),
        new Int64DataFrameColumn("Steps", [result.Steps]),
        new Int32DataFrameColumn("Batch (pairs)", [config.Data.BatchSize]),
        new DoubleDataFrameColumn("First loss (nats)", [result.FirstLoss]),
        new DoubleDataFrameColumn("Last loss (nats)", [result.LastLoss]),
        new DoubleDataFrameColumn("Speed (tokens/s)", [result.TokensPerSecond])).WithCaption("The run in figures");
}
