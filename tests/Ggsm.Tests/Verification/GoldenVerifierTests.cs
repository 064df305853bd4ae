using Ggsm.Verification;

namespace Ggsm.Tests.Verification;

public sealed class GoldenVerifierTests
{
    [Fact]
    public void Every_reference_number_is_met_within_its_tolerance()
    {
        var told = new List<GoldenCase>();

        var cases = GoldenVerifier.Run(TestFolder.Golden, progress: new Told(told), cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(told, cases);
        Assert.All(cases, c => Assert.True(c.Passed, $"{c.Name}: {c.WorstError} > {c.Tolerance}"));
        foreach (var entry in Directory.EnumerateFileSystemEntries(TestFolder.Golden).Select(Path.GetFileNameWithoutExtension).Where(n => n != "README"))
            Assert.Contains(cases, c => c.Name.StartsWith(entry + "/", StringComparison.Ordinal));
    }

    private sealed class Told(List<GoldenCase> cases) : IProgress<GoldenCase>
    {
        public void Report(GoldenCase value) => cases.Add(value);
    }
}
