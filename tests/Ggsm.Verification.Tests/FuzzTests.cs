using Ggsm.Verification.Fuzzing;

namespace Ggsm.Verification.Tests;

/// <summary>Damaged files are refused with a typed error or read; `./workbook verify --fuzz` runs as many as wanted.</summary>
public sealed class FuzzTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void No_damaged_file_crashes_hangs_or_fills_the_memory_of_a_reader(int seed)
    {
        var outcomes = FuzzTest.Run(50_000, (ulong)seed, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(FuzzTest.Targets, outcomes.Select(o => o.Target));
        Assert.Equal(50_000, outcomes.Sum(o => o.Inputs));
        Assert.All(outcomes, outcome => Assert.True(
            outcome.Passed, string.Join('\n', outcome.Failures.Select(f => $"{f.Target} {f.Number}: {f.Problem}"))));
    }

    [Fact]
    public void The_damage_is_real_but_leaves_some_files_valid_and_is_the_same_for_the_same_seed()
    {
        var outcomes = FuzzTest.Run(1_200, 3, cancellation: TestContext.Current.CancellationToken);

        Assert.All(outcomes, outcome => Assert.InRange(outcome.Refused, outcome.Inputs / 4, outcome.Inputs));
        Assert.True(outcomes.Sum(o => o.Read) > 0);
        Assert.Equal(outcomes.Select(o => o.Refused), FuzzTest.Run(1_200, 3, cancellation: TestContext.Current.CancellationToken).Select(o => o.Refused));
        Assert.All(FuzzTest.Targets, target => Assert.Equal(FuzzTest.Input(target, 5, 3), FuzzTest.Input(target, 5, 3)));
        Assert.All(FuzzTest.Targets, target => Assert.True(Enumerable.Range(0, 50).Select(i => Convert.ToBase64String(FuzzTest.Input(target, i, 3))).Distinct().Count() > 25));
    }
}
