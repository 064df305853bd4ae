namespace Ggsm.Users.Sources;

/// <summary>
/// Puts the rows of an unsorted log together by user without holding the log: rows go to one of many temporary files by
/// the hash of their user, and one file after the other is read back. Rows of a user keep their order.
/// </summary>
internal sealed class HashPartitionedUsers : IDisposable
{
    private const int BytesPerPart = 8 << 20;
    private const int MostParts = 256;
    private const int BufferSize = 1 << 15;

    private readonly string folder = Temporary();
    private readonly FileStream[] parts;

    /// <param name="bytes">The size of all that will be added, roughly.</param>
    public HashPartitionedUsers(long bytes)
    {
        parts = new FileStream[Math.Clamp(bytes / BytesPerPart, 1, MostParts)];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = new FileStream(PartPath(i), FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize);
    }

    /// <summary>Adds what one row says about a user.</summary>
    public void Add(UserProfile part) =>
        UsersFile.Write(parts[SeededRandom.Hash(0, part.Id) % (ulong)parts.Length], [part]);

    /// <summary>Everyone who was added, sorted by id within each part.</summary>
    /// <exception cref="BadInputException">A user has the same fact or label twice.</exception>
    public IEnumerable<UserProfile> Read(CancellationToken cancellation)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            parts[i].Dispose();
            foreach (var rows in TextLines.Read(PartPath(i)).Select(l => UsersFile.Parse(l.Text, PartPath(i), l.Number)).GroupBy(p => p.Id).OrderBy(g => g.Key, StringComparer.Ordinal))
                yield return Join([.. rows]);
            File.Delete(PartPath(i));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // On a full disk a part cannot even be closed; the folder goes in any case.
        try
        {
            foreach (var part in parts)
                part.Dispose();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <exception cref="BadInputException">There is no folder for temporary files, or it cannot be written.</exception>
    private static string Temporary()
    {
        try
        {
            return Directory.CreateTempSubdirectory("ggsm-import-").FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"a log is put together in the folder for temporary files, and that cannot be written ({e.Message})", Path.GetTempPath(),
                remedy: "Set TMPDIR to a folder you may write to, on a disk with as much free space as the log.", inner: e);
        }
    }

    private static UserProfile Join(UserProfile[] rows)
    {
        var tabular = rows.SelectMany(r => r.Tabular).ToArray();
        var labels = new Dictionary<string, int>();
        if (tabular.GroupBy(f => f.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw Twice(rows[0].Id, twice.Key);
        foreach (var (name, label) in rows.SelectMany(r => r.Labels))
        {
            if (!labels.TryAdd(name, label))
                throw Twice(rows[0].Id, name);
        }

        return rows[0] with
        {
            History = [.. rows.SelectMany(r => r.History).OrderBy(e => e.Time)],
            Future = [.. rows.SelectMany(r => r.Future).OrderBy(e => e.Time)],
            Tabular = tabular,
            Labels = labels,
        };
    }

    private static BadInputException Twice(string user, string name) =>
        new($"user \"{user}\" has it twice.", field: name, remedy: "Give one row of facts for each user.");

    private string PartPath(int part) => Path.Combine(folder, $"{part}.jsonl");
}
