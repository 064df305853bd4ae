namespace Ggsm.Synthesis.QueryAnswer.Grammar;

/// <summary>The kinds of facts the grammar asks for.</summary>
public enum FactKind
{
    /// <summary>How many events there are.</summary>
    Count,

    /// <summary>The most frequent value of a field.</summary>
    Favourite,

    /// <summary>The sum of a number.</summary>
    Total,

    /// <summary>The largest number, and for what.</summary>
    Largest,

    /// <summary>The past 30 days against the 30 before.</summary>
    Trend,

    /// <summary>How long ago the last event was.</summary>
    Recency,

    /// <summary>Weekends against working days.</summary>
    Rhythm,

    /// <summary>The part of the day with most events.</summary>
    Daypart,

    /// <summary>How many different values a field takes.</summary>
    Variety,

    /// <summary>A value seen only in the past 30 days, though there were events before.</summary>
    Fresh,

    /// <summary>A value seen before the past 30 days, but not in them.</summary>
    Faded,

    /// <summary>The two most frequent values against each other.</summary>
    Comparison,
}
