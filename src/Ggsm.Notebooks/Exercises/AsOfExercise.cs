using Ggsm.Users;

namespace Ggsm.Notebooks.Exercises;

/// <summary>Chapter 01: which events belong to the history at an as-of date?</summary>
public static class AsOfExercise
{
    /// <summary>Checks a rule "event time, as-of date: is the event history?" on the moments where such rules go wrong.</summary>
    public static ExerciseResult Check(Func<DateTimeOffset, DateTimeOffset, bool> inHistory)
    {
        var asOf = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var window = UserProfile.HistoryWindow;
        var moment = TimeSpan.FromSeconds(1);

        if (inHistory(asOf + moment, asOf))
        {
            return inHistory(asOf - moment, asOf)
                ? ExerciseResult.Wrong("an event after the as-of date is taken for history. The future leaks into the prompt, and the answer can be read off it.")
                : ExerciseResult.Wrong("history and future are exchanged: the rule takes what comes after the as-of date.");
        }

        if (!inHistory(asOf - moment, asOf))
            return ExerciseResult.Wrong("the second before the as-of date is not taken. History reaches right up to the as-of date.");
        if (inHistory(asOf, asOf))
            return ExerciseResult.Wrong("an event at the as-of date itself is taken. It belongs to the future: history lies strictly before the as-of date.");
        if (inHistory(asOf - window - moment, asOf))
            return ExerciseResult.Wrong($"an event more than {window.TotalDays:0} days old is taken. History has a window, and it starts {window.TotalDays:0} days before the as-of date.");
        if (!inHistory(asOf - window, asOf))
            return ExerciseResult.Wrong($"an event exactly {window.TotalDays:0} days old is left out. The first moment of the window belongs to it.");
        return ExerciseResult.Right($"history is the {window.TotalDays:0} days strictly before the as-of date, and nothing of the future is in it.");
    }
}
