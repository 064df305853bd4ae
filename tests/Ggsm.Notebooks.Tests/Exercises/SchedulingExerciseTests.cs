using Ggsm.Notebooks.Exercises;
using StateBasedScheduling.Curves;

namespace Ggsm.Notebooks.Tests.Exercises;

public sealed class SchedulingExerciseTests
{
    [Fact]
    public void What_is_due_is_the_smaller_of_the_two_curves() =>
        Assert.True(RequiredTasksExercise.Check((state, future, queued, t) => Math.Min(state[t + 1], queued + future[t])).Passed);

    [Fact]
    public void Each_wrong_formula_of_what_is_due_is_told_its_own_cause()
    {
        Assert.Contains("state[t + 1]", Cause((state, future, queued, t) => Math.Min(state[t], queued + future[t])));
        Assert.Contains("no part in it", Cause((state, future, queued, t) => Math.Min(state[t + 1], queued + future[t + 1])));
        Assert.Contains("the larger", Cause((state, future, queued, t) => Math.Max(state[t + 1], queued + future[t])));
        Assert.Contains("no part in it", Cause((state, future, queued, t) => state[t + 1]));
        Assert.Contains("state curve is missing", Cause((state, future, queued, t) => queued + future[t]));
        Assert.Contains("queue is missing", Cause((state, future, queued, t) => Math.Min(state[t + 1], future[t])));
        Assert.Contains("take the smaller", Cause((state, future, queued, t) => 0));
    }

    [Fact]
    public void A_schedule_fits_when_the_rest_of_all_flows_can_still_be_served() =>
        Assert.True(FeasibleScheduleExercise.Check((required, served, capacity, t) => required.Zip(served, (r, u) => Math.Max(0, r - u)).Sum() <= capacity * t).Passed);

    [Fact]
    public void Each_wrong_rule_of_what_fits_is_told_its_own_cause()
    {
        long Rest(long[] required, long[] served) => required.Zip(served, (r, u) => Math.Max(0, r - u)).Sum();
        Assert.Contains("give tasks back", Fault((required, served, capacity, t) => required.Sum() - served.Sum() <= capacity * t));
        Assert.Contains("one slot too many", Fault((required, served, capacity, t) => Rest(required, served) <= capacity * (t + 1)));
        Assert.Contains("exactly full", Fault((required, served, capacity, t) => Rest(required, served) < capacity * t));
        Assert.Contains("not taken off", Fault((required, served, capacity, t) => required.Sum() <= capacity * t));
        Assert.Contains("slots are not counted", Fault((required, served, capacity, t) => Rest(required, served) <= capacity));
        Assert.Contains("everything at once", Fault((required, served, capacity, t) => required.Zip(served, (r, u) => r <= u).All(kept => kept)));
        Assert.Contains("add them up", Fault((required, served, capacity, t) => required.Zip(served, (r, u) => r - u).All(rest => rest <= capacity * t)));
        Assert.Contains("add up what each flow", Fault((_, _, _, _) => true));
    }

    private static string Cause(Func<Curve, Curve, long, long, long> attempt) => Failed(RequiredTasksExercise.Check(attempt));

    private static string Fault(Func<long[], long[], long, long, bool> attempt) => Failed(FeasibleScheduleExercise.Check(attempt));

    private static string Failed(ExerciseResult result)
    {
        Assert.False(result.Passed);
        return result.Message;
    }
}
