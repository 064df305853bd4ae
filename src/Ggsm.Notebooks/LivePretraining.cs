using System.Diagnostics;
using Ggsm.Training;
using Microsoft.AspNetCore.Html;

namespace Ggsm.Notebooks;

/// <summary>A line that counts the updates of a pretraining in place: hand it to a <see cref="PretrainedCache"/>. Nothing is shown when nothing has to be made.</summary>
/// <param name="redrawEvery">The least time between two drawings; a second when null.</param>
public sealed class LivePretraining(TimeSpan? redrawEvery = null) : IProgress<TrainingProgress>
{
    private readonly TimeSpan _redrawEvery = redrawEvery ?? TimeSpan.FromSeconds(1);
    private readonly LiveDisplay _shown = new();
    private long _drawnAt;

    /// <summary>Shows an update, unless one was shown just before; the last one always.</summary>
    public void Report(TrainingProgress value)
    {
        var last = value.StepsDone == value.TotalSteps;
        if (!last && !_shown.IsEmpty && Stopwatch.GetElapsedTime(_drawnAt) < _redrawEvery)
            return;
        _shown.Show(new HtmlString(last
            ? $"<p>The decoder was pretrained causally: {value.TotalSteps} updates on the training texts, kept for later runs.</p>"
            : FormattableString.Invariant($"<p>Pretraining the decoder causally, once: {value.StepsDone} of {value.TotalSteps} updates, perplexity {value.Record.Perplexity:F1}</p>")));
        _drawnAt = Stopwatch.GetTimestamp();
    }
}
