namespace Ggsm.Users;

/// <summary>The token ids that say which part of a prompt a position lies in.</summary>
/// <param name="HistoryEnd">Ends the user segment: the last one of them in a sequence does.</param>
public sealed record PromptMarks(int HistoryEnd)
{
    /// <summary>What <see cref="ModalitiesOf"/> gives a position outside all modalities.</summary>
    public const int NoModality = -1;

    /// <summary>For each modality, in the order of <see cref="Modality"/>, the id of its opening and of its closing tag; may be empty.</summary>
    public IReadOnlyList<(int Opening, int Closing)> Tags { get; init; } = [];

    /// <summary>Positions of the user segment: all up to the end of the history; 0 where a sequence has none.</summary>
    public int HistoryLength(int[] ids) => Array.LastIndexOf(ids, HistoryEnd) + 1;

    /// <summary>The modality of each position, tags included, as its number; <see cref="NoModality"/> outside.</summary>
    public int[] ModalitiesOf(int[] ids)
    {
        var modalities = new int[ids.Length];
        var current = NoModality;
        for (var i = 0; i < ids.Length; i++)
        {
            for (var m = 0; m < Tags.Count && current == NoModality; m++)
            {
                if (ids[i] == Tags[m].Opening)
                    current = m;
            }

            modalities[i] = current;
            if (current != NoModality && ids[i] == Tags[current].Closing)
                current = NoModality;
        }

        return modalities;
    }
}
