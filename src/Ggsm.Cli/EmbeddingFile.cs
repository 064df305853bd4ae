using System.Globalization;
using System.Text.Json;

namespace Ggsm.Cli;

/// <summary>The file <c>embed</c> writes, in the format its name asks for; it appears whole or not at all.</summary>
internal sealed class EmbeddingFile
{
    private readonly string path;
    private readonly Action<StreamWriter, string, float[]> writeRow;

    private EmbeddingFile(string path, Action<StreamWriter, string, float[]> writeRow)
    {
        this.path = path;
        this.writeRow = writeRow;
    }

    /// <exception cref="BadInputException">The name ends otherwise than in .jsonl or .csv, or the file cannot be written.</exception>
    public static EmbeddingFile At(string path)
    {
        var writeRow = Path.GetExtension(path) switch
        {
            ".jsonl" => (Action<StreamWriter, string, float[]>)WriteJson,
            ".csv" => WriteCsv,
            _ => throw new BadInputException("the format is told by the name, which must end in .jsonl or .csv.", path, field: "--out",
                remedy: "For example: --out embeddings.jsonl"),
        };
        OutputFile.ProveWritable(path, "--out");
        return new EmbeddingFile(path, writeRow);
    }

    /// <summary>Writes the embeddings as they come.</summary>
    /// <returns>How many there were.</returns>
    public int Write(IEnumerable<(string Id, float[] Embedding)> embeddings)
    {
        var count = 0;
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            foreach (var (id, embedding) in embeddings)
            {
                writeRow(writer, id, embedding);
                count++;
            }
        });
        return count;
    }

    private static void WriteJson(StreamWriter writer, string id, float[] embedding) =>
        writer.Write(JsonSerializer.Serialize(new { id, embedding }) + "\n");

    private static void WriteCsv(StreamWriter writer, string id, float[] embedding)
    {
        writer.Write($"\"{id.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        foreach (var value in embedding)
            writer.Write("," + value.ToString("R", CultureInfo.InvariantCulture));
        writer.Write('\n');
    }
}
