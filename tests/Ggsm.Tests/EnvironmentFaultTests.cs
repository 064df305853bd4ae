using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Ggsm.Tests;

/// <summary>Failures of the machine are named as such; outputs appear whole or not at all all the same.</summary>
public sealed class EnvironmentFaultTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_full_disk_is_said_to_be_full()
    {
        var failure = Assert.ThrowsAny<IOException>(() => File.WriteAllBytes("/dev/full", new byte[100]));

        Assert.Contains("disk is full", EnvironmentFault.Of(failure)!.Message);
        Assert.Contains("disk is full", EnvironmentFault.Of(new AggregateException(new InvalidOperationException("outer", failure)))!.Message);
    }

    [Fact]
    public void Memory_programs_and_permissions_are_the_machines()
    {
        Assert.Contains("memory", EnvironmentFault.Of(new OutOfMemoryException())!.Message);
        Assert.Contains("memory", EnvironmentFault.Of(new ExternalException("DefaultCPUAllocator: can't allocate memory: you tried to allocate 1 bytes"))!.Message);
        Assert.Contains("program", EnvironmentFault.Of(new Win32Exception(2))!.Message);
        Assert.NotNull(EnvironmentFault.Of(new UnauthorizedAccessException("/closed")));
    }

    [Fact]
    public void What_is_wrong_in_our_own_code_stays_ours()
    {
        Assert.Null(EnvironmentFault.Of(new InvalidOperationException("a bug")));
        Assert.Null(EnvironmentFault.Of(new NullReferenceException()));
        Assert.Null(EnvironmentFault.Of(new ExternalException("shapes do not match")));
    }

    [Fact]
    public void Messages_name_files_as_they_will_be_called()
    {
        using var unfinished = AtomicFolder.Create(folder.File("out"));
        Directory.CreateDirectory(Path.Combine(unfinished.Path, "taken"));

        var error = Assert.Throws<BadInputException>(() => AtomicFile.WriteText(Path.Combine(unfinished.Path, "taken"), "text"));

        Assert.Equal(folder.File("out/taken"), error.File);
        Assert.DoesNotContain("partial", error.Message);
    }

    [Fact]
    public void A_folder_that_somebody_fills_meanwhile_is_left_to_them()
    {
        var target = folder.File("out");
        using (var mine = AtomicFolder.Create(target))
        {
            File.WriteAllText(Path.Combine(mine.Path, "a"), "mine");
            Directory.CreateDirectory(target);
            File.WriteAllText(Path.Combine(target, "b"), "theirs");

            Assert.Equal(target, Assert.Throws<BadInputException>(mine.Commit).File);
        }

        Assert.Equal(["b"], Directory.GetFiles(target).Select(Path.GetFileName));
        Assert.Equal([target], Directory.GetFileSystemEntries(folder.Path, "*", new EnumerationOptions { AttributesToSkip = FileAttributes.None }));
    }

    [Fact]
    public void A_file_that_cannot_be_finished_keeps_its_old_content_and_leaves_nothing_else()
    {
        var path = folder.File("kept.txt");
        File.WriteAllText(path, "old");

        // The fault of another file is not said to be this one's.
        var failure = Assert.ThrowsAny<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            File.WriteAllBytes("/dev/full", new byte[100]);
        }));

        Assert.Contains("Free some space", EnvironmentFault.Of(failure)!.Message);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }
}
