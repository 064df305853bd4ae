using Microsoft.Data.Analysis;

namespace Ggsm.Synthesis.World;

/// <summary>How well tasks can be answered at all, as a data frame.</summary>
public static class TaskTable
{
    /// <summary>A row for each task; its AUC is missing where all labels are the same.</summary>
    public static DataFrame Of(IReadOnlyList<TaskReport> tasks) => new(
        new StringDataFrameColumn("Task", tasks.Select(task => task.Task)),
        new DoubleDataFrameColumn("Positive (%)", tasks.Select(task => 100 * task.PositiveRate)),
        new DoubleDataFrameColumn("Best AUC", tasks.Select(task => task.Best?.Measured)),
        new DoubleDataFrameColumn("Low (95%, all tasks at once)", tasks.Select(task => task.Best?.Low)),
        new DoubleDataFrameColumn("High (95%, all tasks at once)", tasks.Select(task => task.Best?.High)),
        new DoubleDataFrameColumn("Promised AUC", tasks.Select(task => task.Best?.Promised)),
        new DoubleDataFrameColumn("Without the order (AUC)", tasks.Select(task => task.OrderFree?.Promised)));
}
