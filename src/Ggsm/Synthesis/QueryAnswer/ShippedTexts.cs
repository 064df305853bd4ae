using System.Text;

namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>The scenarios, prompts and grammar that come with the workbook: files of the source tree, kept within the library.</summary>
public static class ShippedTexts
{
    private const string Prefix = "QueryAnswer/";

    /// <summary>The names of the files.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(ShippedTexts).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Select(n => n[Prefix.Length..]).Order(StringComparer.Ordinal)];

    /// <summary>Writes all of them into a new folder, to be edited.</summary>
    /// <exception cref="BadInputException">The folder exists and is not empty, or cannot be written.</exception>
    public static void WriteAll(string target)
    {
        using var folder = AtomicFolder.Create(target);
        foreach (var name in Names)
            AtomicFile.WriteText(Path.Combine(folder.Path, name), Read(name));
        folder.Commit();
    }

    internal static string Read(string name)
    {
        using var reader = new StreamReader(typeof(ShippedTexts).Assembly.GetManifestResourceStream(Prefix + name)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    internal static IEnumerable<(long Number, string Text)> Lines(string name) =>
        Read(name).Split('\n').Select((text, i) => (i + 1L, text)).Where(line => !string.IsNullOrWhiteSpace(line.text));
}
