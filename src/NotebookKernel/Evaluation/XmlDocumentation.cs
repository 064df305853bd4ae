using System.Globalization;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace NotebookKernel.Evaluation;

/// <summary>The documentation file of an assembly, read when it is first asked for.</summary>
internal sealed class XmlDocumentation(string path) : DocumentationProvider
{
    private readonly Lazy<Dictionary<string, string>> members = new(() => Read(path));

    public override bool Equals(object? obj) => obj is XmlDocumentation other && other.Path == Path;

    public override int GetHashCode() => Path.GetHashCode(StringComparison.Ordinal);

    protected override string? GetDocumentationForSymbol(string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default) =>
        members.Value.GetValueOrDefault(documentationMemberID);

    private string Path { get; } = path;

    private static Dictionary<string, string> Read(string path) =>
        XDocument.Load(path).Descendants("member")
            .GroupBy(member => (string?)member.Attribute("name") ?? "")
            .ToDictionary(group => group.Key, group => group.First().ToString());
}
