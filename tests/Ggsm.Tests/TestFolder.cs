namespace Ggsm.Tests;

/// <summary>Files the tests read and write.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder() => Path = Directory.CreateTempSubdirectory("ggsm-").FullName;

    public string Path { get; }

    public static string Golden => System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A copy of the reference numbers that a test may spoil.</summary>
    public string CopyOfGolden(params string[] entries)
    {
        var target = File("golden");
        foreach (var entry in entries)
        {
            var source = System.IO.Path.Combine(Golden, entry);
            foreach (var file in System.IO.File.Exists(source) ? [source] : Directory.GetFiles(source))
            {
                var copy = System.IO.Path.Combine(target, System.IO.Path.GetRelativePath(Golden, file));
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
                System.IO.File.Copy(file, copy);
            }
        }

        return target;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
