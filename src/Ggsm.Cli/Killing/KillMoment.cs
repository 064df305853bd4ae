namespace Ggsm.Cli.Killing;

/// <summary>What a training process was doing when it was killed, told from what it left on disk.</summary>
internal enum KillMoment
{
    /// <summary>It had not begun to train: reading data, loading the checkpoint.</summary>
    Starting,

    /// <summary>It was training.</summary>
    Training,

    /// <summary>It was writing a checkpoint.</summary>
    WritingCheckpoint,

    /// <summary>All steps were done: it was writing the model, evaluating, or writing the metrics.</summary>
    Ending,

    /// <summary>The run had been finished before, and it was told to resume it.</summary>
    AlreadyFinished,
}
