namespace Ggsm.Verification.Fuzzing;

/// <summary>A kind of file and the reader that must withstand it.</summary>
/// <param name="Name">What it is called in reports.</param>
/// <param name="FileName">The name the file gets.</param>
/// <param name="Corpus">Files that can be read, to start from.</param>
/// <param name="Mutate">Damages one of them.</param>
/// <param name="Read">Reads a file to its end.</param>
internal sealed record FuzzTarget(
    string Name, string FileName, IReadOnlyList<byte[]> Corpus, Func<byte[], SeededRandom, byte[]> Mutate, Action<string> Read)
{
    /// <summary>Puts what else the reader needs into the folder; null when it needs nothing.</summary>
    public Action<string>? Prepare { get; init; }
}
