namespace Ggsm.Runs;

/// <summary>How long a run is, where it computes, and what it writes and watches along the way.</summary>
public sealed record RunConfig
{
    /// <summary>How many held-out pairs a test at the end of a run takes at most, unless told otherwise.</summary>
    internal const int MostEvaluationPairs = 2_000;

    /// <summary>Decides initial weights, data order and every other draw.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Optimiser updates of the whole run.</summary>
    public int Steps { get; init; } = 2_400;

    /// <summary><c>auto</c> (CUDA when there), <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Threads of the matrix products; 0 leaves libtorch's own choice.</summary>
    public int Threads { get; init; }

    /// <summary>Updates between two checkpoints; one is always written at the end and on interruption.</summary>
    public int CheckpointEvery { get; init; } = 200;

    /// <summary>How many of the newest checkpoints are kept.</summary>
    public int KeepCheckpoints { get; init; } = 2;

    /// <summary>Updates between two evaluations on held-out pairs, written to <c>eval.jsonl</c>; 0 makes none. Evaluating changes no loss.</summary>
    public int EvalEvery { get; init; }

    /// <summary>Held-out pairs in an evaluation along the run, the first ones; for the end see <see cref="EvaluationPairs"/>.</summary>
    public int EvalPairs { get; init; } = 512;

    /// <summary>
    /// Updates between two probes of held-out people's labels, written to <c>eval.jsonl</c>, one line a task; 0 makes none. Probing
    /// changes no loss.
    /// </summary>
    public int ProbeEvery { get; init; }

    /// <summary>Held-out people in a probe along the run, at most, the first ones: one half is fitted on, the other tested.</summary>
    public int ProbePeople { get; init; } = 4_000;

    /// <summary>
    /// Held-out pairs in the test at the end, at most; where there are more, <see cref="Seed"/> chooses. Recall and
    /// chance are those among this many.
    /// </summary>
    public int EvaluationPairs { get; init; } = MostEvaluationPairs;

    /// <summary>
    /// A loss above this many times the median of the last fifty good ones, and near or above that of guessing, counts as
    /// exploding; 0 lets it. A loss or gradient that is not a number ends the run in any case.
    /// </summary>
    public double DivergenceFactor { get; init; } = 3;

    /// <summary>Exploding updates in a row that end the run.</summary>
    public int DivergencePatience { get; init; } = 5;
}
