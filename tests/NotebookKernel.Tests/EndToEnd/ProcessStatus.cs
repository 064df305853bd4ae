namespace NotebookKernel.Tests.EndToEnd;

/// <summary>What Linux tells of a process in <c>/proc/ID/stat</c>.</summary>
internal sealed record ProcessStatus(bool Ended, int Parent, string Session)
{
    /// <summary>Null when there is no such process. One that has ended is there until its parent has taken note of it.</summary>
    public static ProcessStatus? Of(int process)
    {
        try
        {
            // The name in brackets may hold anything; the fields are counted from behind it: state, parent, group, session.
            var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ');
            return new ProcessStatus(fields[0] == "Z", int.Parse(fields[1]), fields[3]);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The children a process has not yet taken note of having ended.</summary>
    public static IReadOnlyList<int> ChildrenOf(int parent) =>
    [
        .. from folder in Directory.GetDirectories("/proc")
           where int.TryParse(Path.GetFileName(folder), out _)
           let process = int.Parse(Path.GetFileName(folder))
           where Of(process)?.Parent == parent
           select process,
    ];
}
