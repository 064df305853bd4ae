using System.Runtime.CompilerServices;
using Microsoft.Data.Analysis;

namespace Ggsm.Notebooks;

/// <summary>What stands above a data frame when a notebook shows it; a frame that is made from another one has none until it is given one.</summary>
public static class TableCaptions
{
    private static readonly ConditionalWeakTable<DataFrame, string> Captions = [];

    /// <summary>Gives a data frame the caption that it is shown with, and returns it.</summary>
    /// <param name="frame">The data frame.</param>
    /// <param name="caption">What it shows, in a sentence.</param>
    public static DataFrame WithCaption(this DataFrame frame, string caption)
    {
        Captions.AddOrUpdate(frame, caption);
        return frame;
    }

    internal static string? CaptionOf(DataFrame frame) => Captions.TryGetValue(frame, out var caption) ? caption : null;
}
