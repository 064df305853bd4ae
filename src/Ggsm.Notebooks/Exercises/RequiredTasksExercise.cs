using StateBasedScheduling.Curves;
using StateBasedScheduling.Services;

namespace Ggsm.Notebooks.Exercises;

/// <summary>Chapter 09: what a slot and those after it must serve of a flow, from its two curves and its queue.</summary>
public static class RequiredTasksExercise
{
    private const int Times = 8;

    private static readonly (DualCurveService Service, long Arrivals)[] Probes =
    [
        (new DualCurveService(Curve.Parse("0 1 2 +1")), 3),
        (new DualCurveService(Curve.Parse("0 0 0 2 +1/2")), 1),
        (new DualCurveService(Curve.Parse("0 0 0 2 +1/2")).Update(3, 1), 2),
        (new DualCurveService(Curve.Parse("-2 0 1 +1"), Curve.Parse("0 0 3 +2"), 2), 1),
    ];

    private static readonly (Func<Curve, Curve, long, long, long, long> Formula, string Cause)[] KnownErrors =
    [
        ((state, future, backlog, queued, t) => Math.Min(state[t], queued + future[t]), "the state curve was drawn one slot ago. By the end of this slot its value at 1 is due, so take state[t + 1]."),
        ((state, future, backlog, queued, t) => Math.Max(state[t + 1], queued + future[t]), "the larger of the two is taken. A guarantee asks for no more than either curve allows: the smaller one."),
        ((state, future, backlog, queued, t) => state[t + 1], "the future curve has no part in it. Without it tasks would be owed that have not arrived; and at t + 1 it never is the smaller one, so take future[t]."),
        ((state, future, backlog, queued, t) => queued + future[t], "the state curve is missing: what is queued already would be owed at once, as if the flow had no past."),
        ((state, future, backlog, queued, t) => Math.Min(state[t + 1], future[t]), "the queue is missing. The future curve starts on top of the tasks that are there: queued + future[t]."),
        ((state, future, backlog, queued, t) => Math.Min(state[t + 1], backlog + future[t]), "the tasks that arrived in this slot are not counted."),
    ];

    /// <summary>
    /// Checks a function "state curve, future curve, tasks queued, t: tasks due by t slots after this one" against
    /// <c>min(state(t + 1), queued + future(t))</c>, which is our reconstruction.
    /// </summary>
    public static ExerciseResult Check(Func<Curve, Curve, long, long, long> required)
    {
        if (Agree(required, (state, future, backlog, queued, t) => Math.Min(state[t + 1], queued + future[t])))
            return ExerciseResult.Right("what is owed is the smaller of what the past has promised and of what all present tasks and a flood of new ones could ask for.");

        foreach (var (formula, cause) in KnownErrors)
        {
            if (Agree(required, formula))
                return ExerciseResult.Wrong(cause);
        }

        return ExerciseResult.Wrong("take the smaller of the state curve, one slot on, and of the future curve on top of the queue.");
    }

    private static bool Agree(Func<Curve, Curve, long, long, long> given, Func<Curve, Curve, long, long, long, long> formula) => Probes.All(probe =>
        Enumerable.Range(0, Times).All(t =>
            given(probe.Service.StateCurve, probe.Service.Future, probe.Service.Backlog + probe.Arrivals, t)
            == formula(probe.Service.StateCurve, probe.Service.Future, probe.Service.Backlog, probe.Service.Backlog + probe.Arrivals, t)));
}
