using System.Globalization;

namespace Ggsm.Masks.Algebra;

/// <summary>Says in words why a position sees another one at the weight it does. Every sentence is read off the plan and its attention bias.</summary>
public static class MaskExplanation
{
    /// <summary>Why query i sees key j at its weight: the rule that decides, what the recipe made the weight from, and what it does to attention.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such position.</exception>
    public static string Explain(MaskView view, int query, int key)
    {
        var bias = view.Bias(query, key);
        var verdict = bias <= AttentionBias.Closed
            ? $"Query {query} does not see key {key}: the pair is closed, its attention exactly zero."
            : bias == 0
                ? $"Query {query} sees key {key} in full: the pair is open, nothing is added to its score."
                : Text($"Query {query} sees key {key} at weight {view.Weight(query, key):0.####}: log w = {bias:0.####} is added to its score.");
        return string.Join(' ', new[] { verdict, Rule(view, query, key), Places(view, query, key) }.Where(s => s.Length > 0));
    }

    private static string Rule(MaskView view, int query, int key)
    {
        var isOpen = view.Bias(query, key) > AttentionBias.Closed;
        if (!view.IsReal(key) && !view.OpensPadding)
        {
            return isOpen
                ? "The key is padding, but this query would have no open key at all, and a row without one is opened at its own position so that its softmax is defined."
                : $"The key is padding, and the recipe {view.Recipe.Name} closes padding keys.";
        }

        var padding = view.IsReal(key) ? "" : $" The key is padding, which the recipe {view.Recipe.Name} leaves open.";
        if (key <= query)
            return (key == query ? "A position always sees itself." : "The key lies in the past of the query, and the past is open in every recipe.") + padding;

        var ahead = key - query == 1 ? "1 position ahead" : $"{key - query} positions ahead";
        return $"The key lies {ahead}, where the recipe {view.Recipe.Name} decides ({view.Recipe.Summary}). {PhaseOf(view)}{Made(view, query, key)}{padding}";
    }

    private static string PhaseOf(MaskView view)
    {
        var alpha = view.Alpha is { } opened ? Text($", alpha {opened:0.####}") : "";
        if (view.Mode == EncodingMode.Inference)
            return $"This is the mask it encodes with after training{alpha}.";
        return view.Phase switch
        {
            SchedulePhase.WarmUp => $"At step {view.Step} it is in warm-up{alpha}.",
            SchedulePhase.Schedule => $"At step {view.Step} its schedule is opening{alpha}.",
            SchedulePhase.Open => $"At step {view.Step} its transition is over{alpha}.",
            _ => "It follows no schedule.",
        };
    }

    private static string Made(MaskView view, int query, int key)
    {
        if (view.Composition is { } composition)
            return $" By its parts: {composition.Explain(query, key)}.";
        if (view.Importance is not { } importance || key >= importance.Count)
            return "";
        return importance[key] == 0
            ? $" It knows no gradient at key {key} (importance 0)."
            : Text($" The importance (gradient norm) it used for key {key} is {importance[key]:G4}.");
    }

    private static string Places(MaskView view, int query, int key)
    {
        var asQuery = view.IsReal(query) ? "" : "The query is padding itself.";
        if (view.IsAdded(query) || view.IsAdded(key))
            return Join(asQuery, $"{(view.IsAdded(key) ? "The key" : "The query")} is a position the recipe added to the input.");
        if (view.Segment(query) is not { } from || view.Segment(key) is not { } to)
            return asQuery;
        if (query == key || !view.IsReal(query) || !view.IsReal(key))
            return asQuery;
        return Join(asQuery, (from, to) switch
        {
            (0, 0) => "Both lie in the user segment.",
            (0, _) => "The query lies in the user segment, the key after it.",
            (_, 0) => "The query lies after the user segment, the key in it.",
            _ => "Both lie after the user segment.",
        });
    }

    private static string Join(string first, string second) => first.Length == 0 ? second : $"{first} {second}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
