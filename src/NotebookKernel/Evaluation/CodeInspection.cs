using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookKernel.Evaluation;

/// <summary>What the name at the cursor means: its declaration and its documentation.</summary>
internal static partial class CodeInspection
{
    private static readonly SymbolDisplayFormat Declaration = SymbolDisplayFormat.CSharpErrorMessageFormat
        .WithMemberOptions(SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeContainingType)
        .WithParameterOptions(SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeParamsRefOut)
        .WithKindOptions(SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeNamespaceKeyword)
        .WithLocalOptions(SymbolDisplayLocalOptions.IncludeType);

    public static JsonObject At(Compilation compilation, SyntaxTree tree, int cursor)
    {
        var model = compilation.GetSemanticModel(tree);
        var symbols = NodesAt(tree, cursor).Select(node => Symbols(model, node)).FirstOrDefault(found => found.Count > 0, []);
        if (symbols.Count == 0)
            return [];
        var text = symbols[0].ToDisplayString(Declaration);
        if (symbols.Count > 1)
            text += $"  (+ {symbols.Count - 1} overloads)";
        if (Documentation(symbols[0]) is { Length: > 0 } documentation)
            text += "\n\n" + documentation;
        return new JsonObject { ["data"] = new JsonObject { ["text/plain"] = text } };
    }

    /// <summary>The name under or left of the cursor; inside an argument list, what is called.</summary>
    private static IEnumerable<SyntaxNode> NodesAt(SyntaxTree tree, int cursor)
    {
        var root = tree.GetRoot();
        foreach (var position in new[] { cursor, cursor - 1 }.Where(position => position >= 0 && position <= root.FullSpan.End))
        {
            if (root.FindToken(position) is { Parent: { } parent } token && token.IsKind(SyntaxKind.IdentifierToken) && token.Span.IntersectsWith(cursor))
                yield return parent;
        }
        var around = root.FindToken(Math.Max(0, cursor - 1)).Parent?.AncestorsAndSelf() ?? [];
        if (around.OfType<ArgumentListSyntax>().FirstOrDefault()?.Parent is InvocationExpressionSyntax invocation)
            yield return invocation.Expression;
        if (root.FindToken(Math.Max(0, cursor - 1)).Parent is PredefinedTypeSyntax predefined)
            yield return predefined;
    }

    private static IReadOnlyList<ISymbol> Symbols(SemanticModel model, SyntaxNode node)
    {
        var info = model.GetSymbolInfo(node);
        if (info.Symbol is { } symbol)
            return [symbol];
        if (info.CandidateSymbols.Length > 0)
            return info.CandidateSymbols;
        var group = model.GetMemberGroup(node);
        if (group.Length > 0)
            return group;
        return model.GetDeclaredSymbol(node) is { } declared ? [declared] : [];
    }

    private static string Documentation(ISymbol symbol)
    {
        if (symbol.GetDocumentationCommentXml() is not { Length: > 0 } xml)
            return "";
        var member = XElement.Parse(xml.StartsWith("<member", StringComparison.Ordinal) ? xml : $"<member>{xml}</member>");
        string[] parts =
        [
            Text(member.Element("summary")),
            .. member.Elements("param").Select(parameter => $"{(string?)parameter.Attribute("name")}: {Text(parameter)}"),
            member.Element("returns") is { } returns ? "Returns: " + Text(returns) : "",
        ];
        return string.Join('\n', parts.Where(part => part.Length > 0));
    }

    private static string Text(XElement? element)
    {
        if (element is null)
            return "";
        // <see cref="T:System.String"/> reads as its last name.
        foreach (var reference in element.Descendants().Where(child => child.Value.Length == 0).ToArray())
            reference.ReplaceWith(((string?)(reference.Attribute("cref") ?? reference.Attribute("name") ?? reference.Attribute("langword")) ?? "").Split('.', ':')[^1]);
        return Spaces().Replace(element.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
