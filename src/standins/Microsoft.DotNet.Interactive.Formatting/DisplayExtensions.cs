using Microsoft.DotNet.Interactive.Formatting;

namespace System;

/// <summary>Displays any value from a notebook cell.</summary>
public static class DisplayExtensions
{
    public static DisplayedValue Display(this object value, params string[] mimeTypes) =>
        Show(value, FormattedValue.CreateManyFromObject(value, mimeTypes));

    public static DisplayedValue DisplayAs(this string value, string mimeType) =>
        Show(value, [new FormattedValue(mimeType, value)]);

    private static DisplayedValue Show(object value, IReadOnlyList<FormattedValue> formattedValues)
    {
        var displayed = new DisplayedValue(value, formattedValues);
        Formatter.RaiseDisplayed(displayed);
        return displayed;
    }
}
