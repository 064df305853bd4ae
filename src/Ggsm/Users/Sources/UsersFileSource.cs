namespace Ggsm.Users.Sources;

/// <summary>Users that are written in the workbook's own schema already (see <see cref="UsersFile"/>).</summary>
/// <param name="path">A <c>users.jsonl</c>.</param>
public sealed class UsersFileSource(string path) : IUserSource
{
    /// <inheritdoc/>
    public string Kind => "users";

    /// <inheritdoc/>
    public string Licence => "as the file it was made from";

    /// <inheritdoc/>
    public IEnumerable<UserProfile> Read(CancellationToken cancellation = default)
    {
        // Reading the whole file first finds a user that stands in it twice before anything is made of it.
        var users = new IndexedUsers(path);
        for (var i = 0; i < users.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return users.At(i);
        }
    }
}
