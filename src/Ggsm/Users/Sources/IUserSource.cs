namespace Ggsm.Users.Sources;

/// <summary>
/// Where users come from. A new source is one class: it yields users, and importing turns them into a data folder.
/// </summary>
public interface IUserSource
{
    /// <summary>What the source is, as the manifest calls it.</summary>
    string Kind { get; }

    /// <summary>Under which terms its data may be used, for the manifest.</summary>
    string Licence { get; }

    /// <summary>The users, each once, one by one as they are asked for, in an order that depends on the source only.</summary>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="BadInputException">The source is missing or malformed: names file, line and field.</exception>
    IEnumerable<UserProfile> Read(CancellationToken cancellation = default);
}
