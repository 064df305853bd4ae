namespace Ggsm.Notebooks.Exercises;

/// <summary>Chapter 09: whether what a slot leaves undone can still be done in time.</summary>
public static class FeasibleScheduleExercise
{
    // Each probe tells some wrong rule from the right one: ahead in one flow, behind in another; exactly full; one too many; far too many.
    private static readonly (long[] Required, long[] Served, long Capacity, long T)[] Probes =
    [
        ([3, 2], [1, 1], 3, 1),
        ([3, 2], [1, 1], 2, 1),
        ([5, 1], [1, 3], 3, 1),
        ([1, 1], [1, 1], 2, 0),
        ([2, 1], [1, 1], 2, 0),
        ([4, 4], [1, 1], 2, 3),
        ([4, 5], [1, 1], 2, 3),
        ([-3, 4], [0, 0], 3, 1),
        ([2, 2, 2], [0, 0, 0], 2, 3),
        ([9, 9], [0, 0], 2, 1),
    ];

    private static readonly (Func<long[], long[], long, long, bool> Rule, string Cause)[] KnownErrors =
    [
        ((required, served, capacity, t) => required.Zip(served, (r, u) => r - u).Sum() <= capacity * t, "a flow that got more than it was owed makes up for another one that got less. Nobody can give tasks back: count each flow as at least 0."),
        ((required, served, capacity, t) => Rest(required, served) <= capacity * (t + 1), "one slot too many: this slot's capacity is spent on what it serves, so t slots are left."),
        ((required, served, capacity, t) => Rest(required, served) < capacity * t, "a server that is exactly full is in time."),
        ((required, served, capacity, t) => required.Sum() <= capacity * t, "what is served now is not taken off."),
        ((required, served, capacity, t) => Rest(required, served) <= capacity, "the slots are not counted: t of them serve capacity * t tasks."),
        ((required, served, capacity, t) => required.Zip(served, (r, u) => r <= u).All(kept => kept), "that asks for everything at once. What is due in t slots may still wait, as long as it fits."),
        ((required, served, capacity, t) => required.Zip(served, (r, u) => r - u).All(rest => rest <= capacity * t), "each flow by itself fits, but they share the server: add them up."),
    ];

    /// <summary>
    /// Checks a rule "tasks due by t slots after this one of each flow, tasks served now of each flow, capacity, t: can the rest be done in time?" against
    /// <c>sum of max(0, required - served) &lt;= capacity * t</c>, which is our reconstruction.
    /// </summary>
    public static ExerciseResult Check(Func<long[], long[], long, long, bool> fits)
    {
        if (Agree(fits, (required, served, capacity, t) => Rest(required, served) <= capacity * t))
            return ExerciseResult.Right("a schedule is feasible when this holds at every t; these are the inequalities of the polytope.");

        foreach (var (rule, cause) in KnownErrors)
        {
            if (Agree(fits, rule))
                return ExerciseResult.Wrong(cause);
        }

        return ExerciseResult.Wrong("add up what each flow still needs by t, at least 0 each, and compare it with what t slots can serve.");
    }

    private static long Rest(long[] required, long[] served) => required.Zip(served, (r, u) => Math.Max(0, r - u)).Sum();

    private static bool Agree(Func<long[], long[], long, long, bool> given, Func<long[], long[], long, long, bool> rule) =>
        Probes.All(probe => given(probe.Required, probe.Served, probe.Capacity, probe.T) == rule(probe.Required, probe.Served, probe.Capacity, probe.T));
}
