using Ggsm.Encoders;
using Ggsm.Synthesis.World;
using Ggsm.Users;

namespace Ggsm.Cli;

/// <summary>Embeds the users of a data folder, or the queries of a file of text pairs, some at a time: their number does not matter.</summary>
internal static class EmbeddedUsers
{
    private const string UsersFileName = "users.jsonl";
    private const int Together = 512;

    /// <param name="encoder">The model.</param>
    /// <param name="path">A data folder, its <c>users.jsonl</c>, a world that is made while it is read, or a file of text pairs.</param>
    /// <param name="instruction">What the embeddings of users are for; null for the general one. Queries given as text take none.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="BadInputException">Nothing is there, a line is malformed, an instruction is given for text, or an embedding is not finite.</exception>
    public static IEnumerable<(string Id, float[] Embedding)> Of(UserEncoder encoder, string path, string? instruction, CancellationToken cancellation)
    {
        var users = Directory.Exists(path) ? Path.Combine(path, UsersFileName) : path;
        var people = WorldSource.TryParse(path)?.People(cancellation) ?? (Path.GetFileName(users) == UsersFileName ? UsersFile.Read(users) : null);
        if (people is null && instruction is not null)
        {
            throw new BadInputException("an instruction belongs to the prompt of a user, and the queries of this file are whole texts.", users, field: "--instruction",
                remedy: "Write it into the queries, or give users (a data folder, or its users.jsonl).");
        }

        var embedded = people is not null
            ? people.Chunk(Together)
                .SelectMany(chunk => Rows(users, [.. chunk.Select(u => u.Id)], () => encoder.Embed(chunk, instruction, cancellation: cancellation)))
            : TextPairReader.Read(path).Select((pair, i) => (Id: pair.UserId ?? $"{i + 1}", pair.Query)).Chunk(Together)
                .SelectMany(chunk => Rows(users, [.. chunk.Select(q => q.Id)], () => encoder.Embed([.. chunk.Select(q => q.Query)], cancellation: cancellation)));
        var any = false;
        foreach (var row in embedded)
        {
            any = true;
            yield return row;
        }

        if (!any)
            throw new BadInputException("there is no user in it.", users);
    }

    private static IEnumerable<(string Id, float[] Embedding)> Rows(string file, string[] ids, Func<float[,]> embed)
    {
        try
        {
            var embeddings = embed();
            return ids.Select((id, row) => (id, Enumerable.Range(0, embeddings.GetLength(1)).Select(column => embeddings[row, column]).ToArray()));
        }
        catch (NotFiniteEmbeddingException e)
        {
            throw new BadInputException($"the embedding of \"{ids[e.Row]}\" is not finite: {e.Cause}", file, remedy: "Look at that input, or use other weights. Nothing was written.", inner: e);
        }
    }
}
