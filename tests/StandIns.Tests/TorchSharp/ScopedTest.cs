using TorchSharp;

namespace StandIns.Tests.TorchSharp;

/// <summary>Runs each test inside a dispose scope of its own.</summary>
public abstract class ScopedTest : IDisposable
{
    private readonly DisposeScope scope = torch.NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static void Near(IEnumerable<double> expected, torch.Tensor actual, double tolerance = 1e-6)
    {
        double[] values = actual.to(torch.ScalarType.Float64).data<double>().ToArray();
        double[] wanted = [.. expected];
        Assert.Equal(wanted.Length, values.Length);
        for (int k = 0; k < wanted.Length; k++)
            Assert.Equal(wanted[k], values[k], tolerance);
    }
}
