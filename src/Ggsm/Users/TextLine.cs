namespace Ggsm.Users;

/// <summary>A line of a text file, or another stretch of it, and where it stands.</summary>
/// <param name="Number">Its number, or that of the line it begins on, from 1.</param>
/// <param name="Text">Its text, without line end.</param>
/// <param name="Offset">Where its first byte stands in the file.</param>
/// <param name="Bytes">How many bytes it takes.</param>
internal readonly record struct TextLine(long Number, string Text, long Offset, int Bytes);
