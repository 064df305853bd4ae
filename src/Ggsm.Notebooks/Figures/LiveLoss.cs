using System.Diagnostics;
using Ggsm.Runs;
using Ggsm.Training;

namespace Ggsm.Notebooks;

/// <summary>
/// A loss curve that grows in place while a cell trains: hand it to the trainer as its progress, and call <see cref="Finish"/> at the end.
/// </summary>
/// <param name="startingLoss">The loss of an encoder that tells no pair from another; null to leave it out.</param>
/// <param name="redrawEvery">The least time between two drawings; when null, half a second or more, so that drawing takes a twentieth of the time at most.</param>
public sealed class LiveLoss(double? startingLoss = null, TimeSpan? redrawEvery = null) : IProgress<TrainingProgress>
{
    private const int RestAfterDrawing = 20;

    private static readonly TimeSpan LeastRest = TimeSpan.FromSeconds(0.5);

    private TimeSpan _rest = redrawEvery ?? LeastRest;
    private readonly List<StepRecord> _steps = [];
    private readonly LiveDisplay _shown = new();
    private int _totalSteps;
    private long _drawnAt;

    /// <summary>Adds a step, and draws it unless something was drawn just before.</summary>
    public void Report(TrainingProgress value)
    {
        _steps.Add(value.Record);
        _totalSteps = value.TotalSteps;
        if (_shown.IsEmpty || Stopwatch.GetElapsedTime(_drawnAt) >= _rest) Draw();
    }

    /// <summary>Draws what has not been drawn yet.</summary>
    public void Finish()
    {
        if (_steps.Count > 0) Draw();
    }

    private void Draw()
    {
        var began = Stopwatch.GetTimestamp();
        _shown.Show(Figures.TrainingLoss(_steps, _totalSteps, startingLoss));
        _drawnAt = Stopwatch.GetTimestamp();
        if (redrawEvery is null)
            _rest = TimeSpan.FromTicks(Math.Max(LeastRest.Ticks, RestAfterDrawing * Stopwatch.GetElapsedTime(began, _drawnAt).Ticks));
    }
}
