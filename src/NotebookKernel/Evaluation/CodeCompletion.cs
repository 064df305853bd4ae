using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookKernel.Evaluation;

/// <summary>The names that can stand at the cursor.</summary>
internal static class CodeCompletion
{
    private static readonly string[] Keywords =
    [
        .. SyntaxFacts.GetKeywordKinds().Select(SyntaxFacts.GetText).Where(text => text.Length > 1 && char.IsLetter(text[0])), "var", "await", "async",
    ];

    public static JsonObject At(Compilation compilation, SyntaxTree tree, int cursor)
    {
        var text = tree.GetText().ToString();
        cursor = Math.Clamp(cursor, 0, text.Length);
        var start = cursor;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(text[start - 1]))
            start--;
        var prefix = text[start..cursor];
        var names = Candidates(compilation.GetSemanticModel(tree), tree, start).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        string[] matches = [.. names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
        if (matches.Length == 0)
            matches = [.. names.Where(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))];
        return new JsonObject
        {
            ["start"] = start,
            ["end"] = cursor,
            ["matches"] = new JsonArray([.. matches.Select(match => JsonValue.Create(match))]),
        };
    }

    private static IEnumerable<string> Candidates(SemanticModel model, SyntaxTree tree, int start)
    {
        var before = TokenBefore(tree, start);
        if (Container(before) is { } container)
            return Names(Members(model, container, start));
        if (before.IsKind(SyntaxKind.DotToken) || before.Parent is LiteralExpressionSyntax literal && literal.Span.Contains(start))
            return [];
        return Names(model.LookupSymbols(start)).Concat(Keywords);
    }

    private static SyntaxToken TokenBefore(SyntaxTree tree, int position)
    {
        var token = tree.GetRoot().FindToken(Math.Max(0, position - 1));
        return token.SpanStart >= position ? token.GetPreviousToken() : token;
    }

    /// <summary>What is left of the dot.</summary>
    private static SyntaxNode? Container(SyntaxToken before) => before.IsKind(SyntaxKind.DotToken)
        ? before.Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            QualifiedNameSyntax name => name.Left,
            MemberBindingExpressionSyntax binding => binding.Ancestors().OfType<ConditionalAccessExpressionSyntax>().FirstOrDefault()?.Expression,
            _ => null,
        }
        : null;

    private static IEnumerable<ISymbol> Members(SemanticModel model, SyntaxNode container, int position)
    {
        var symbol = model.GetSymbolInfo(container).Symbol;
        if (symbol is INamespaceSymbol space)
            return model.LookupSymbols(position, space);
        if (symbol is ITypeSymbol named)
            return model.LookupSymbols(position, named).Where(member => member.IsStatic || member is ITypeSymbol);
        return model.GetTypeInfo(container).Type is { } type
            ? model.LookupSymbols(position, type, includeReducedExtensionMethods: true).Where(member => !member.IsStatic && member is not ITypeSymbol)
            : [];
    }

    private static IEnumerable<string> Names(IEnumerable<ISymbol> symbols) =>
        symbols.Where(symbol => symbol.CanBeReferencedByName && !symbol.IsImplicitlyDeclared).Select(symbol => symbol.Name);
}
