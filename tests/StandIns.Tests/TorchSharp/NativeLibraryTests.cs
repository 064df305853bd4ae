using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace StandIns.Tests.TorchSharp;

public sealed class NativeLibraryTests
{
    [Fact]
    public void The_openmp_build_of_OpenBLAS_is_the_only_one_loaded()
    {
        using DisposeScope scope = NewDisposeScope();
        _ = rand(64, 64).matmul(rand(64, 64));

        string[] mapped = [.. File.ReadLines("/proc/self/maps")
            .Select(line => line[(line.LastIndexOf(' ') + 1)..])
            .Where(path => path.Contains(".so"))
            .Distinct()];
        string[] algebra = [.. mapped.Where(path => path.Contains("openblas") || path.Contains("libmkl"))];

        bool ofTheSystem = mapped.Any(path => path.StartsWith("/usr/lib", StringComparison.Ordinal) && path.Contains("libtorch_cpu"));
        Assert.Equal(ofTheSystem, algebra.Any(path => path.Contains("libopenblas")));
        Assert.All(algebra.Where(path => path.Contains("openblas")), path => Assert.Contains("openblas-openmp", path));
    }

    [Fact]
    public void Threads_default_to_the_cores_of_the_machine_and_can_be_set()
    {
        int before = get_num_threads();
        Assert.Equal(Environment.ProcessorCount, before);
        set_num_threads(1);
        Assert.Equal(1, get_num_threads());
        set_num_threads(before);
        Assert.Equal(before, get_num_threads());
    }

    [Fact]
    public void A_wrong_shape_is_an_ExternalException_with_the_words_of_PyTorch()
    {
        using DisposeScope scope = NewDisposeScope();
        var error = Assert.Throws<ExternalException>(() => rand(2, 3) + rand(2, 4));
        Assert.StartsWith("The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bound_version_is_named() => Assert.Matches(@"^\d+\.\d+", __version__);
}
