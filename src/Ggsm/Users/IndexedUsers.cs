namespace Ggsm.Users;

/// <summary>
/// The users of a <c>users.jsonl</c> by their number in it. Every line is validated once; then only its place and a hash of the
/// user's id are kept, and a profile is read when it is asked for.
/// </summary>
internal sealed class IndexedUsers
{
    private readonly IndexedLines lines;
    private readonly ulong[] hashes;
    private readonly int[] numbers;

    /// <summary>Reads the file once.</summary>
    /// <exception cref="BadInputException">It is missing, of a newer version, or malformed, or holds a user twice.</exception>
    public IndexedUsers(string path)
    {
        DataManifest.RefuseNewer(path);
        lines = new IndexedLines(path);
        var found = new List<ulong>();
        foreach (var (_, hash) in lines.Add(TextLines.ReadPlaced(path), (text, number) => Hash(UsersFile.Parse(text, path, number).Id)))
            found.Add(hash);
        hashes = [.. found];
        numbers = [.. Enumerable.Range(0, hashes.Length)];
        Array.Sort(hashes, numbers);
        RefuseTwice();
    }

    /// <summary>How many users there are.</summary>
    public int Count => numbers.Length;

    /// <summary>The number of a user; null when the file does not have it.</summary>
    public int? Find(string id)
    {
        var hash = Hash(id);
        var first = Array.BinarySearch(hashes, hash);
        if (first < 0)
            return null;
        while (first > 0 && hashes[first - 1] == hash)
            first--;

        // A hash that one user alone has is taken for its id here; the profile's own id says so when it is read.
        if (first == hashes.Length - 1 || hashes[first + 1] != hash)
            return numbers[first];
        for (; first < hashes.Length && hashes[first] == hash; first++)
        {
            if (At(numbers[first]).Id == id)
                return numbers[first];
        }

        return null;
    }

    /// <summary>Reads a user.</summary>
    /// <exception cref="BadInputException">The file was changed since.</exception>
    public UserProfile At(int number) => UsersFile.Parse(lines.Text(number), lines.Path, lines.Number(number));

    /// <summary>The bytes of the user's line.</summary>
    public int Bytes(int number) => lines.Bytes(number);

    /// <summary>A checksum of the user's line.</summary>
    public ulong Checksum(int number) => lines.Checksum(number);

    private static ulong Hash(string id) => SeededRandom.Hash(0, id);

    private void RefuseTwice()
    {
        for (var i = 0; i + 1 < hashes.Length; i++)
        {
            for (var j = i + 1; j < hashes.Length && hashes[j] == hashes[i]; j++)
            {
                if (At(numbers[i]).Id is var id && At(numbers[j]).Id == id)
                {
                    throw new BadInputException($"user \"{id}\" stands in the file twice.", lines.Path, lines.Number(Math.Max(numbers[i], numbers[j])), "id",
                        remedy: "Give one line per user.");
                }
            }
        }
    }
}
