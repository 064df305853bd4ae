namespace Ggsm;

/// <summary>
/// Something the caller handed in cannot be used: a file, a line of it, a field, an option.
/// The message fits one screen and says where, what was expected, and what to do; commands end with exit code 2.
/// </summary>
public sealed class BadInputException : Exception
{
    // What is quoted from a damaged file may be as long as the file.
    private const int MostLines = 12;
    private const int LongestProblem = 1_200;
    private const int LongestField = 120;

    /// <param name="problem">What is wrong and what was expected, one or two sentences.</param>
    /// <param name="file">The file at fault, when there is one.</param>
    /// <param name="line">The line of the file, counted from 1.</param>
    /// <param name="field">The field, column, tensor or option at fault.</param>
    /// <param name="remedy">What to do about it, as an instruction.</param>
    /// <param name="inner">The failure beneath, when there is one.</param>
    public BadInputException(
        string problem, string? file = null, long? line = null, string? field = null, string? remedy = null, Exception? inner = null)
        : base(Compose(problem, file, line, field, remedy), inner)
    {
        Problem = problem;
        File = file;
        Line = line;
        Field = field;
        Remedy = remedy;
    }

    /// <summary>What is wrong and what was expected.</summary>
    public string Problem { get; }

    /// <summary>The file at fault, when there is one.</summary>
    public string? File { get; }

    /// <summary>The line at fault, counted from 1.</summary>
    public long? Line { get; }

    /// <summary>The field, column, tensor or option at fault.</summary>
    public string? Field { get; }

    /// <summary>What to do about it.</summary>
    public string? Remedy { get; }

    private static string Compose(string problem, string? file, long? line, string? field, string? remedy)
    {
        problem = Shorten(problem, LongestProblem);
        field = field is null ? null : Shorten(field, LongestField);
        var where = file is null ? "" : line is null ? $"{file}: " : $"{file}, line {line}: ";
        var what = field is null ? problem : $"{field}: {problem}";
        return remedy is null ? where + what : $"{where}{what}{Environment.NewLine}{remedy}";
    }

    private static string Shorten(string text, int length)
    {
        if (text.Count(c => c == '\n') >= MostLines)
            text = text.ReplaceLineEndings(" ");
        return text.Length <= length ? text : $"{text[..length]}…";
    }
}
