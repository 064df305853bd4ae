namespace Ggsm.Synthesis;

/// <summary>What a sample folder holds.</summary>
/// <param name="Users">Users made.</param>
/// <param name="Events">Their events, history and future.</param>
/// <param name="TrainPairs">Pairs to train on.</param>
/// <param name="HeldOutPairs">Pairs to measure on, one per held-out user.</param>
/// <param name="VocabularySize">Tokens of the tokenizer.</param>
/// <param name="PositiveRates">The share of positive labels of each task.</param>
public sealed record SampleSummary(
    int Users, int Events, int TrainPairs, int HeldOutPairs, int VocabularySize, IReadOnlyDictionary<string, double> PositiveRates);
