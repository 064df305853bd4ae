using Ggsm.Synthesis.World;
using Microsoft.Data.Analysis;

namespace Ggsm.Notebooks;

public static partial class Tables
{
    /// <summary>AUC and interval of each probe, beside what is best possible for its task: a row for each task and encoder.</summary>
    /// <param name="probes">Encoders and tasks in the order of the rows.</param>
    /// <param name="truth">What is best possible; where it is unknown, the cell is empty.</param>
    public static DataFrame ProbeAuc(IReadOnlyList<EncoderProbe> probes, IReadOnlyList<TaskReport> truth)
    {
        var known = truth.ToDictionary(task => task.Task);
        return new DataFrame(
            new StringDataFrameColumn("Task", probes.Select(probe => probe.Result.Task)),
            new StringDataFrameColumn("Encoder", probes.Select(probe => probe.Encoder)),
            new DoubleDataFrameColumn("AUC", probes.Select(probe => probe.Result.Auc.Estimate)),
            new DoubleDataFrameColumn("Low (95%)", probes.Select(probe => probe.Result.Auc.Low)),
            new DoubleDataFrameColumn("High (95%)", probes.Select(probe => probe.Result.Auc.High)),
            new DoubleDataFrameColumn("Best possible", probes.Select(probe => known.GetValueOrDefault(probe.Result.Task)?.Best?.Promised)),
            new DoubleDataFrameColumn("Best without the order", probes.Select(probe => known.GetValueOrDefault(probe.Result.Task)?.OrderFree?.Promised)))
            .WithCaption("AUC of a linear probe on people whom no training has seen");
    }
}
