namespace Ggsm.Users.MovieLens;

/// <summary>What an import made.</summary>
/// <param name="UsersRead">People in the files.</param>
/// <param name="UsersKept">People with enough history and future.</param>
/// <param name="UsersLeftOut">People without.</param>
/// <param name="UsersHeldOut">Kept people of whom nothing is trained on.</param>
/// <param name="RatingsRead">Rows of ratings.csv.</param>
/// <param name="TagsRead">Rows of tags.csv by people who also rate.</param>
/// <param name="EmptyTags">Rows of tags.csv without a tag, which were left out.</param>
/// <param name="TrainPairs">Pairs to train on.</param>
/// <param name="HeldOutPairs">Pairs to measure on, one per held-out person.</param>
/// <param name="VocabularySize">Tokens of the tokenizer.</param>
public sealed record MovieLensSummary(
    int UsersRead,
    int UsersKept,
    int UsersLeftOut,
    int UsersHeldOut,
    int RatingsRead,
    int TagsRead,
    int EmptyTags,
    int TrainPairs,
    int HeldOutPairs,
    int VocabularySize);
