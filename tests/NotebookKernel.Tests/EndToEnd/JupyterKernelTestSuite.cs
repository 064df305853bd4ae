using System.Diagnostics;
using NotebookKernel.Installation;

namespace NotebookKernel.Tests.EndToEnd;

/// <summary>Runs Jupyter's own test suite for kernels, against a kernelspec in a temporary folder.</summary>
[Collection(nameof(JupyterKernelTestSuite))]
[CollectionDefinition(nameof(JupyterKernelTestSuite), DisableParallelization = true)]
public sealed class JupyterKernelTestSuite
{
    [Fact]
    public void Jupyters_own_suite_for_kernels_passes_history_included()
    {
        var data = Directory.CreateTempSubdirectory("jupyter-data-").FullName;
        try
        {
            KernelSpec.Install(Path.Combine(data, "kernels"), Path.Combine(AppContext.BaseDirectory, "NotebookKernel"));
            var start = new ProcessStartInfo("/usr/bin/python3")
            {
                ArgumentList = { "-m", "unittest", "-v", "kernel_suite" },
                WorkingDirectory = AppContext.BaseDirectory,
                RedirectStandardError = true,
                Environment = { ["JUPYTER_DATA_DIR"] = data },
            };
            using var suite = Process.Start(start)!;
            var report = suite.StandardError.ReadToEnd();
            suite.WaitForExit();

            Assert.True(suite.ExitCode == 0, report);
            Assert.Contains("test_history", report, StringComparison.Ordinal);
            Assert.DoesNotContain("skipped", report, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}
