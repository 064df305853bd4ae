namespace Microsoft.ML.Tokenizers;

/// <summary>A token inside a word, and how many bytes of the word it covers.</summary>
internal readonly record struct WordPiece(int Id, int Length);
