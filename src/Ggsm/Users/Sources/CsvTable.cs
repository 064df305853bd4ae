using System.Globalization;
using System.Text;
using CsvHelper;

namespace Ggsm.Users.Sources;

/// <summary>Reads a comma-separated file with a header, with errors that name file, line and column.</summary>
internal sealed class CsvTable : IDisposable
{
    private readonly string path;
    private readonly string remedy;
    private readonly CsvReader csv;

    /// <summary>Opens a file with commas, as published, and checks that every column is there.</summary>
    /// <exception cref="BadInputException">The file is missing or lacks a column.</exception>
    public CsvTable(string path, params string[] columns)
        : this(path, ',', "Use the file as published.", columns)
    {
    }

    /// <summary>Opens the file and checks that every column is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="separator">What divides columns.</param>
    /// <param name="remedy">What to do about a malformed file.</param>
    /// <param name="columns">The columns that are needed.</param>
    /// <exception cref="BadInputException">The file is missing or lacks a column.</exception>
    public CsvTable(string path, char separator, string remedy, IReadOnlyCollection<string> columns)
    {
        this.path = path;
        this.remedy = remedy;
        var options = new CsvReaderOptions
        {
            Separator = separator,
            MalformedData = CsvMalformedDataHandling.Throw,
            FieldCountMismatch = CsvFieldCountHandling.Throw,
            TrackLineNumbers = true,
        };
        csv = CsvReader.Create(TextLines.Open(path), options, leaveOpen: false);
        var found = Guarded(() => csv.Headers.ToArray());
        if (columns.FirstOrDefault(c => found.Count(f => f == c) > 1) is { } twice)
        {
            csv.Dispose();
            throw new BadInputException("the header has two columns of this name, and only one of them can be meant.", path, 1, twice, "Rename one of them.");
        }

        if (columns.Except(found).FirstOrDefault() is { } missing)
        {
            csv.Dispose();
            throw new BadInputException(
                $"the column is missing; expected {string.Join(", ", columns)}, found {string.Join(", ", found.Select(Shorten))}.", path, 1, missing,
                remedy);
        }
    }

    /// <summary>Goes to the next row.</summary>
    public bool Read() => Guarded(csv.Read);

    /// <summary>The text of a column, not empty.</summary>
    public string Text(string column) =>
        csv.GetString(column) is var field && !string.IsNullOrWhiteSpace(field) ? field : throw Error("the field is empty.", column);

    /// <summary>The text of a column without blanks around it; it may be empty.</summary>
    public string OptionalText(string column) => csv.GetString(column)?.Trim() ?? "";

    /// <summary>A whole number that is not negative.</summary>
    public int Id(string column) =>
        NumberText.TryCount(Text(column), out var id)
            ? id
            : throw Error($"expected a whole number, found \"{Shorten(Text(column))}\".", column);

    /// <summary>A number within bounds.</summary>
    public double Number(string column, double least, double most) =>
        NumberText.TryReal(Text(column).Trim(), out var number) && number >= least && number <= most
            ? number
            : throw Error(
                string.Create(CultureInfo.InvariantCulture, $"expected {(double.MinValue < least ? string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}") : NumberText.Notation)}, found \"{Shorten(Text(column))}\"."), column);

    /// <summary>Seconds since 1970 in UTC.</summary>
    public DateTimeOffset Time(string column) =>
        NumberText.TryWhole(Text(column).Trim(), out var seconds) && seconds >= 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw Error($"expected seconds since 1970, found \"{Shorten(Text(column))}\".", column);

    /// <summary>An error about the row last read.</summary>
    public BadInputException Error(string problem, string? column) => new(problem, path, csv.LineNumber, column);

    /// <inheritdoc/>
    public void Dispose() => csv.Dispose();

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException e)
        {
            throw new BadInputException(e.Message, path, e.LineNumber, remedy: remedy, inner: e);
        }
        catch (DecoderFallbackException e)
        {
            throw new BadInputException("the file is not valid UTF-8.", path, remedy: "Save the file as UTF-8.", inner: e);
        }
    }

    private static string Shorten(string value) => value.Length <= 40 ? value : value[..40] + "…";
}
