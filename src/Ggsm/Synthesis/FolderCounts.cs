namespace Ggsm.Synthesis;

/// <summary>What a data folder holds.</summary>
/// <param name="Users">Users.</param>
/// <param name="Events">Their events, history and future.</param>
/// <param name="TrainPairs">Pairs to train on.</param>
/// <param name="HeldOutPairs">Pairs to measure on.</param>
/// <param name="VocabularySize">Tokens of the tokenizer.</param>
public sealed record FolderCounts(long Users, long Events, long TrainPairs, long HeldOutPairs, int VocabularySize);
