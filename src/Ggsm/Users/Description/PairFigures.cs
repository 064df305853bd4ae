namespace Ggsm.Users.Description;

/// <summary>What a pairs file holds.</summary>
/// <param name="Pairs">Pairs.</param>
/// <param name="Splits">Pairs of each side of the hold-out; <c>unsplit</c> leaves it to the loader.</param>
/// <param name="Sources">Pairs of each source; <c>unnamed</c> where none is given.</param>
/// <param name="WithInstruction">Pairs with an instruction.</param>
/// <param name="AnswerWords">Words of the answers.</param>
/// <param name="Difficulty">How difficult they are, where that is known.</param>
public sealed record PairFigures(
    long Pairs, IReadOnlyDictionary<string, long> Splits, IReadOnlyDictionary<string, long> Sources, long WithInstruction, Lengths AnswerWords,
    DifficultyFigures? Difficulty);
