using System.Xml.Linq;

namespace Notebooks.Tests;

/// <summary>A table as a notebook stores it.</summary>
internal sealed record Table(string Caption, IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    public static Table Parse(string html)
    {
        var table = XElement.Parse(html);
        return new Table(
            table.Element("caption")?.Value ?? "",
            [.. table.Descendants("th").Select(cell => cell.Value)],
            [.. table.Element("tbody")!.Elements("tr").Select(row => row.Elements("td").Select(cell => cell.Value).ToArray())]);
    }

    public IEnumerable<string> Column(string heading) => Rows.Select(row => row[Headings.ToList().IndexOf(heading)]);
}
