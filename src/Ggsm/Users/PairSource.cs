namespace Ggsm.Users;

/// <summary>
/// Pairs by their number, divided into those to train on and those held out. A pair is read or made when it is asked for, so that
/// the number of pairs does not matter.
/// </summary>
internal abstract class PairSource
{
    private readonly PairDatasetOptions options;

    /// <param name="options">How a pair is read.</param>
    protected PairSource(PairDatasetOptions options) => this.options = options;

    /// <summary>The numbers of the pairs to train on, in the source's order.</summary>
    public abstract int[] Train { get; }

    /// <summary>The numbers of the pairs held out, in the source's order.</summary>
    public abstract int[] HeldOut { get; }

    /// <summary>The first pair whose query follows <see cref="PromptTemplate"/>; null when none does.</summary>
    public abstract int? FirstPrompt { get; }

    /// <summary>Which data stream made the pair.</summary>
    public abstract string? Source(int number);

    /// <summary>Stands for the user or, where the pair names none, the query: the same for pairs that must not be divided.</summary>
    public abstract ulong Key(int number);

    /// <summary>How much there is to read for the query and for the answer, in any unit: longer texts have more. Nothing is read or made for it.</summary>
    public abstract (int Query, int Answer) Bytes(int number);

    /// <summary>Checksums of everything the pair is made from.</summary>
    public abstract (ulong Pair, ulong User) Checksums(int number);

    /// <summary>A pair without the instruction where the options leave it out, and the user it names unless it brings a query of its own.</summary>
    /// <exception cref="BadInputException">A file was changed since.</exception>
    public (PairLine Line, UserProfile? User) Line(int number)
    {
        var (line, user) = Read(number);
        return (options.Instructions ? line : line with { Instruction = null }, user);
    }

    /// <summary>A pair with its query rendered.</summary>
    /// <exception cref="BadInputException">A file was changed since.</exception>
    public TextPair Pair(int number)
    {
        var (line, user) = Line(number);
        return new TextPair(
            line.Query ?? PromptTemplate.Render(user!, line.Instruction, options.Budget), line.Answer, line.UserId, line.Source, line.Difficulty, line.Negatives);
    }

    /// <summary>The texts of some pairs, read as they are asked for.</summary>
    public IReadOnlyList<TextPair> Pairs(int[] numbers) => new MapStyleList<TextPair>(numbers.Length, i => Pair(numbers[i]));

    /// <summary>A pair as the source has it, and the user it names unless it brings a query of its own.</summary>
    protected abstract (PairLine Line, UserProfile? User) Read(int number);
}
