namespace Microsoft.ML.Tokenizers;

/// <summary>The merges of a byte-pair encoding: the pair listed first is merged first, the leftmost of equals first.</summary>
internal sealed class MergeTable
{
    private readonly Dictionary<(int Left, int Right), (int Rank, int Merged)> _merges = [];

    internal MergeTable(IEnumerable<string> merges, IReadOnlyDictionary<string, int> vocabulary)
    {
        foreach (string merge in merges)
        {
            if (!BpeOptions.TrySplitMerge(merge, out string left, out string right))
                throw new InvalidOperationException($"The merge '{merge}' is not two tokens with one space between.");
            _merges.Add((Id(left), Id(right)), (_merges.Count, Id(left + right)));
        }

        int Id(string token) => vocabulary.TryGetValue(token, out int id)
            ? id
            : throw new InvalidOperationException($"The merges use the token '{token}', which is not in the vocabulary.");
    }

    /// <summary>Merges neighbours until none of the listed pairs is left.</summary>
    internal List<WordPiece> Apply(List<WordPiece> pieces)
    {
        int count = pieces.Count;
        var previous = Enumerable.Range(-1, count).ToArray();
        var next = Enumerable.Range(1, count).ToArray();
        var alive = new bool[count];
        Array.Fill(alive, true);
        var queue = new PriorityQueue<(int Position, int Left, int Right), (int Rank, int Position)>();
        for (int i = 0; i < count - 1; i++) Offer(i);

        while (queue.TryDequeue(out var candidate, out _))
        {
            int left = candidate.Position;
            if (!alive[left] || next[left] >= count) continue;
            int right = next[left];
            if (pieces[left].Id != candidate.Left || pieces[right].Id != candidate.Right) continue;

            int merged = _merges[(candidate.Left, candidate.Right)].Merged;
            pieces[left] = new WordPiece(merged, pieces[left].Length + pieces[right].Length);
            alive[right] = false;
            next[left] = next[right];
            if (next[left] < count) previous[next[left]] = left;
            if (previous[left] >= 0) Offer(previous[left]);
            Offer(left);
        }

        return [.. pieces.Where((_, i) => alive[i])];

        void Offer(int position)
        {
            if (next[position] >= count) return;
            var pair = (Left: pieces[position].Id, Right: pieces[next[position]].Id);
            if (_merges.TryGetValue(pair, out var merge))
                queue.Enqueue((position, pair.Left, pair.Right), (merge.Rank, position));
        }
    }
}
