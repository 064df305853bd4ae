namespace Ggsm.Cli.Tests;

public sealed class LauncherTests : IDisposable
{
    private readonly LauncherFixture machine = new();

    [Fact]
    public async Task On_a_new_machine_set_up_does_each_step_once_and_says_so()
    {
        var run = await machine.RunAsync(["setup"]);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("installing Debian packages: ", run.Output, StringComparison.Ordinal);
        Assert.Single(machine.Calls, c => c.EndsWith(" update", StringComparison.Ordinal));
        Assert.Single(machine.Calls, c => c.Contains("install --no-install-recommends --yes", StringComparison.Ordinal));
        Assert.Single(machine.Calls, c => c.StartsWith("dotnet build", StringComparison.Ordinal));
        Assert.Equal(2, machine.Calls.Count(c => c.Contains("NotebookKernel.dll install --dir", StringComparison.Ordinal)));
        Assert.All(["building Workbook.sln", "artifacts/jupyter/kernels", ".local/share/jupyter/kernels"],
            step => Assert.Single(run.Output.Split('\n'), line => line.Contains(step, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task When_nothing_is_missing_set_up_does_nothing()
    {
        await machine.RunAsync(["setup"]);
        machine.ForgetCalls();

        var run = await machine.RunAsync(["setup"]);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("nothing is missing", run.Output, StringComparison.Ordinal);
        Assert.Empty(machine.Calls);
    }

    [Fact]
    public async Task A_changed_source_file_is_built_again_and_nothing_else_is_done()
    {
        await machine.RunAsync(["setup"]);
        machine.ForgetCalls();
        machine.Touch("src/Ggsm/New.cs");

        await machine.RunAsync(["setup"]);

        Assert.StartsWith("dotnet build", Assert.Single(machine.Calls), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_root_and_sudo_the_exact_apt_line_is_given_and_nothing_is_done()
    {
        machine.IsRoot(false);

        var run = await machine.RunAsync(["run"]);

        run.AssertRefused("apt-get update && apt-get install --no-install-recommends --yes ", "jupyter-notebook", "chromium");
        Assert.Empty(machine.Calls);
    }

    [Fact]
    public async Task With_sudo_apt_is_called_through_it()
    {
        machine.IsRoot(false);
        machine.AddProgram("sudo", """case "$1" in -n) ;; *) "$@" ;; esac""");

        var run = await machine.RunAsync(["setup"]);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains(machine.Calls, c => c.StartsWith("sudo env DEBIAN_FRONTEND=noninteractive apt-get", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_dotnet_sdk_it_is_said_how_to_get_it()
    {
        machine.RemoveProgram("dotnet");

        var run = await machine.RunAsync(["run"]);

        run.AssertRefused(".NET 10 SDK is missing", "dotnet-install.sh", "--channel 10.0");
    }

    [Fact]
    public async Task On_a_machine_that_is_not_Debian_the_conda_environment_is_named()
    {
        machine.RemoveProgram("apt-get");

        var run = await machine.RunAsync(["run"]);

        run.AssertRefused("jupyter-nbconvert", "conda env create -f environment.yml");
    }

    [Fact]
    public async Task Where_the_system_has_the_cxx_function_nothing_of_ours_takes_its_place()
    {
        var run = await machine.RunAsync(["masks"]);

        Assert.Contains("libraries: none", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(machine.Checkout, "artifacts", "cxx")));
        Assert.DoesNotContain(machine.Calls, c => c.StartsWith("gcc", StringComparison.Ordinal) || c.Contains(" gcc", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_system_lacks_the_cxx_function_its_library_is_completed_once_and_comes_first_for_what_is_started()
    {
        machine.HasCxxFunction(false);
        var completed = Path.Combine(machine.Checkout, "artifacts", "cxx");

        var run = await machine.RunAsync(["masks"], ("LD_LIBRARY_PATH", "theirs"));
        var again = await machine.RunAsync(["masks"]);

        Assert.Contains(machine.Calls, c => c.Contains("install --no-install-recommends --yes", StringComparison.Ordinal) && c.Contains(" gcc", StringComparison.Ordinal));
        Assert.Equal(2, machine.Calls.Count(c => c.StartsWith("gcc", StringComparison.Ordinal)));
        Assert.Equal(["libstdc++.so.6"], Directory.EnumerateFiles(completed).Select(Path.GetFileName));
        Assert.Contains("GLIBCXX_3.4.32 { _ZSt21ios_base_library_initv; };\nGLIBCXX_3.4 { };", machine.DeclaredVersions, StringComparison.Ordinal);
        Assert.Contains($"libraries: {completed}:theirs,", run.Error, StringComparison.Ordinal);
        Assert.Contains($"libraries: {completed},", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_an_upgrade_of_the_system_the_completed_cxx_library_is_removed()
    {
        machine.HasCxxFunction(false);
        await machine.RunAsync(["setup"]);
        machine.HasCxxFunction(true);

        await machine.RunAsync(["setup"]);

        Assert.False(Directory.Exists(Path.Combine(machine.Checkout, "artifacts", "cxx")));
    }

    [Theory]
    [InlineData(false, "TorchSharp-cpu")]
    [InlineData(true, "TorchSharp-cuda-linux")]
    public async Task TorchSharp_is_chosen_for_the_hardware(bool hasGpu, string package)
    {
        if (hasGpu)
            machine.AddProgram("nvidia-smi", "");

        var run = await machine.RunAsync(["setup"]);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Equal(package, machine.TorchPackage);
    }

    [Fact]
    public async Task Where_NuGet_has_no_TorchSharp_for_CUDA_the_CPU_is_taken_and_it_is_said()
    {
        machine.WithDotnet(servesCuda: false);
        machine.AddProgram("nvidia-smi", "");

        var run = await machine.RunAsync(["setup"]);
        machine.ForgetCalls();
        await machine.RunAsync(["setup"]);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("no TorchSharp-cuda-linux: the workbook will compute on the CPU", run.Output, StringComparison.Ordinal);
        Assert.Equal("TorchSharp-cpu", machine.TorchPackage);
        Assert.Empty(machine.Calls);
    }

    [Fact]
    public async Task On_a_processor_TorchSharp_has_no_build_for_it_is_said_which_ones_it_has()
    {
        machine.HasProcessor("aarch64");

        var run = await machine.RunAsync(["setup"]);

        run.AssertRefused("Linux on aarch64", "64-bit x86 Linux");
        Assert.DoesNotContain(machine.Calls, c => c.StartsWith("dotnet", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/does/not/exist")]
    public async Task Without_a_home_that_can_be_written_the_checkout_has_one(string home)
    {
        var run = await machine.RunAsync(["masks"], ("HOME", home));

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains($"home: {Path.Combine(machine.Checkout, "artifacts", "home")}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_option_of_set_up_is_bad_usage_and_the_valid_one_is_given()
    {
        var run = await machine.RunAsync(["setup", "--pakages"]);

        run.AssertRefused("--pakages", "--help");
        Assert.Empty(machine.Calls);
    }

    [Fact]
    public async Task Another_kernel_of_that_name_stays_the_users_but_this_checkout_runs_its_own()
    {
        machine.Write("data/kernels/.net-csharp/kernel.json", """{"argv": ["dotnet", "interactive", "jupyter", "{connection_file}"]}""");

        await machine.RunAsync(["setup"], ("JUPYTER_DATA_DIR", Path.Combine(machine.Checkout, "data")));

        var installed = Assert.Single(machine.Calls, c => c.Contains("NotebookKernel.dll install", StringComparison.Ordinal));
        Assert.Contains("artifacts/jupyter/kernels", installed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_kernel_of_another_checkout_stays_the_users_but_this_checkout_runs_its_own()
    {
        var other = machine.Touch("other/NotebookKernel");
        var kernels = Path.Combine(machine.Checkout, "data", "kernels");
        machine.Write("data/kernels/.net-csharp/kernel.json", $$"""{"argv": ["{{other}}", "{connection_file}"]}""");

        await machine.RunAsync(["setup"], ("JUPYTER_DATA_DIR", Path.Combine(machine.Checkout, "data")));

        var installed = Assert.Single(machine.Calls, c => c.Contains("NotebookKernel.dll install", StringComparison.Ordinal));
        Assert.Contains("artifacts/jupyter/kernels", installed, StringComparison.Ordinal);
        Assert.Contains(other, File.ReadAllText(Path.Combine(kernels, ".net-csharp", "kernel.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_gets_the_arguments_as_they_are_and_its_exit_code_is_handed_on()
    {
        var run = await machine.RunAsync(["train", "--data", "a b"], ("FAKE_EXIT", "130"));

        Assert.Equal(130, run.ExitCode);
        Assert.Equal("command line got: train --data a b\n", run.Output);
        Assert.Contains("set-up: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_needs_no_set_up()
    {
        var run = await machine.RunAsync(["--help"]);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("./workbook run", run.Output, StringComparison.Ordinal);
        Assert.Empty(machine.Calls);
    }

    [Fact]
    public async Task A_failed_build_shows_its_errors_and_where_the_log_is()
    {
        machine.AddProgram("dotnet", "echo 'A.cs(1,2): error CS1002: ; expected'; exit 1");

        var run = await machine.RunAsync(["setup"]);

        run.AssertRefused("A.cs(1,2): error CS1002", "build.log");
    }

    public void Dispose() => machine.Dispose();
}
