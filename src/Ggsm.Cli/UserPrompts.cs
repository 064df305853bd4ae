using Ggsm.Users;

namespace Ggsm.Cli;

/// <summary>Whom to embed: the users of a data folder, or the queries of a file of text pairs.</summary>
internal static class UserPrompts
{
    private const string UsersFileName = "users.jsonl";

    /// <exception cref="BadInputException">Nothing is there, or a line is malformed.</exception>
    public static IReadOnlyList<(string Id, string Text)> Read(string path, string? instruction)
    {
        var users = Directory.Exists(path) ? Path.Combine(path, UsersFileName) : path;
        var prompts = Path.GetFileName(users) == UsersFileName
            ? UsersFile.Read(users).Select(user => (user.Id, PromptTemplate.Render(user, instruction))).ToList()
            : [.. TextPairReader.Read(path).Select((pair, i) => (pair.UserId ?? $"{i + 1}", pair.Query))];
        return prompts.Count > 0 ? prompts : throw new BadInputException("there is no user in it.", users);
    }
}
