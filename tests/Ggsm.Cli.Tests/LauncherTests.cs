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
        Assert.Equal(2, machine.Calls.Count(c => c.Contains("install --no-install-recommends --yes", StringComparison.Ordinal)));
        Assert.Single(machine.Calls, c => c == "bridge");
        Assert.Single(machine.Calls, c => c.StartsWith("dotnet build", StringComparison.Ordinal));
        Assert.Equal(2, machine.Calls.Count(c => c.Contains("NotebookKernel.dll install --dir", StringComparison.Ordinal)));
        Assert.All(["packages: standins", "native bridge", "building Workbook.sln", "artifacts/jupyter/kernels", ".local/share/jupyter/kernels"],
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

        run.AssertRefused("apt-get update && apt-get install --no-install-recommends --yes ", "libtorch-dev", "jupyter-notebook", "chromium");
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
    public async Task Where_the_genuine_packages_cannot_be_restored_the_stand_ins_are_chosen_and_the_reason_is_given()
    {
        var run = await machine.RunAsync(["setup"]);

        Assert.Contains("packages: standins (the genuine ones cannot be restored: NU1101: Unable to find package TorchSharp.)", run.Output, StringComparison.Ordinal);
        Assert.Contains("<WorkbookPackages>standins<", machine.Choice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "cpu")]
    [InlineData(true, "cuda-linux")]
    public async Task Where_they_can_be_restored_the_genuine_packages_are_chosen_for_the_hardware(bool hasGpu, string torch)
    {
        machine.WithDotnet(restores: true);
        if (hasGpu)
            machine.AddProgram("nvidia-smi", "");

        var run = await machine.RunAsync(["setup"]);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("<WorkbookPackages>genuine<", machine.Choice, StringComparison.Ordinal);
        Assert.Contains($"<WorkbookTorch>{torch}<", machine.Choice, StringComparison.Ordinal);
        Assert.DoesNotContain("bridge", machine.Calls);
        Assert.DoesNotContain(machine.Calls, c => c.Contains("libtorch-dev", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, true, "the workbook does not build with the genuine ones: error CS0117: Chart has no Line)")]
    [InlineData(true, false, "the genuine ones do not run here, see ")]
    public async Task Where_they_do_not_build_or_run_the_stand_ins_take_their_place(bool builds, bool runs, string reason)
    {
        machine.WithDotnet(restores: true, builds, runs);

        var run = await machine.RunAsync(["setup"]);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains($"packages: standins ({reason}", run.Output, StringComparison.Ordinal);
        Assert.Contains("<WorkbookPackages>standins<", machine.Choice, StringComparison.Ordinal);
        Assert.Contains("bridge", machine.Calls);
    }

    [Fact]
    public async Task Where_TorchSharp_needs_a_newer_system_its_libtorch_is_not_fetched()
    {
        machine.WithDotnet(restores: true);
        machine.AddProgram("ldd", "echo \"/lib/libstdc++.so.6: version \\`GLIBCXX_3.4.32' not found (required by libLibTorchSharp.so)\"", isRecorded: false);

        var run = await machine.RunAsync(["setup"]);

        Assert.Contains(
            "packages: standins (TorchSharp is built for a newer system than this one, which lacks GLIBCXX_3.4.32)", run.Output, StringComparison.Ordinal);
        Assert.Single(machine.Calls, c => c.StartsWith("dotnet restore", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Forced_genuine_packages_that_do_not_build_stay_and_the_error_is_shown()
    {
        machine.WithDotnet(restores: true, builds: false);

        var run = await machine.RunAsync(["setup", "--packages", "genuine"]);

        run.AssertRefused("error CS0117", "build.log");
        Assert.Contains("<WorkbookPackages>genuine<", machine.Choice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_processor_TorchSharp_has_no_build_for_the_stand_ins_are_chosen_without_asking()
    {
        machine.HasProcessor("aarch64");

        var run = await machine.RunAsync(["setup"]);

        Assert.Contains("packages: standins (TorchSharp has no build of libtorch for Linux on aarch64)", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(machine.Calls, c => c.StartsWith("dotnet restore", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_choice_is_remembered_and_not_made_again()
    {
        await machine.RunAsync(["setup"]);
        machine.WithDotnet(restores: true);
        machine.ForgetCalls();

        await machine.RunAsync(["setup"]);

        Assert.DoesNotContain(machine.Calls, c => c.StartsWith("dotnet restore", StringComparison.Ordinal));
        Assert.Contains("<WorkbookPackages>standins<", machine.Choice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_choice_can_be_forced_and_made_again()
    {
        await machine.RunAsync(["setup", "--packages", "genuine"]);
        Assert.Contains("<WorkbookPackages>genuine<", machine.Choice, StringComparison.Ordinal);

        await machine.RunAsync(["setup", "--packages=auto"]);
        Assert.Contains("<WorkbookPackages>standins<", machine.Choice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--packages", "mine")]
    [InlineData("--pakages", "genuine")]
    public async Task A_wrong_option_of_set_up_is_bad_usage_and_the_valid_ones_are_listed(params string[] options)
    {
        var run = await machine.RunAsync(["setup", .. options]);

        run.AssertRefused("genuine", "standins", "auto");
        Assert.Empty(machine.Calls);
    }

    [Fact]
    public async Task The_genuine_kernel_is_left_where_it_is()
    {
        machine.Write("data/kernels/.net-csharp/kernel.json", """{"argv": ["dotnet", "interactive", "jupyter", "{connection_file}"]}""");

        await machine.RunAsync(["setup"], ("JUPYTER_DATA_DIR", Path.Combine(machine.Checkout, "data")));

        Assert.DoesNotContain(machine.Calls, c => c.Contains("NotebookKernel.dll", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_kernel_of_another_checkout_stays_the_users_but_this_checkout_runs_its_own()
    {
        var other = machine.Touch("other/NotebookKernel");
        var kernels = Path.Combine(machine.Checkout, "data", "kernels");
        machine.Write("data/kernels/.net-csharp/kernel.json", $$"""{"argv": ["{{other}}", "{connection_file}"]}""");

        await machine.RunAsync(["setup"], ("JUPYTER_DATA_DIR", Path.Combine(machine.Checkout, "data")));

        var installed = Assert.Single(machine.Calls, c => c.Contains("NotebookKernel.dll install", StringComparison.Ordinal));
        Assert.EndsWith("artifacts/jupyter/kernels", installed, StringComparison.Ordinal);
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

        var run = await machine.RunAsync(["setup", "--packages", "standins"]);

        run.AssertRefused("A.cs(1,2): error CS1002", "build.log");
    }

    public void Dispose() => machine.Dispose();
}
