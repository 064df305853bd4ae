namespace StateBasedScheduling.Slots;

/// <summary>What an inequality of a slot's polytope says.</summary>
public enum InequalityKind
{
    /// <summary>A flow is served no less than nothing: <c>u_k &gt;= 0</c>.</summary>
    NotNegative,

    /// <summary>A flow is served no more than it has queued: <c>u_k &lt;= x_k</c>.</summary>
    Queued,

    /// <summary>All flows together are served no more than the capacity: <c>sum of u_k &lt;= c</c>.</summary>
    Capacity,

    /// <summary>Some flows together are served so much that what is left of them can still be served in time: <c>sum over J of u_k &gt;= sum over J of R_k(t) - c t</c>.</summary>
    Guarantee,
}

/// <summary>An inequality of a slot's polytope.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Flows">The flows whose service it adds up.</param>
/// <param name="Bound">The lower bound of that sum for <see cref="InequalityKind.NotNegative"/> and <see cref="InequalityKind.Guarantee"/>, else the upper bound.</param>
/// <param name="Time">For <see cref="InequalityKind.Guarantee"/>, the slots after this one within which the rest is due, else null.</param>
public sealed record PolytopeInequality(InequalityKind Kind, IReadOnlyList<int> Flows, long Bound, long? Time = null)
{
    /// <summary>Whether a schedule keeps it.</summary>
    public bool Holds(IReadOnlyList<long> served)
    {
        var sum = Flows.Sum(flow => served[flow]);
        return Kind is InequalityKind.NotNegative or InequalityKind.Guarantee ? sum >= Bound : sum <= Bound;
    }

    /// <summary>The inequality in letters, flows counted from 1: <c>u1 + u3 &gt;= 2</c>.</summary>
    public override string ToString() => ToString([.. Enumerable.Range(1, Flows.Max() + 1).Select(flow => $"u{flow}")]);

    /// <summary>The inequality with names of flows.</summary>
    public string ToString(IReadOnlyList<string> names)
    {
        var sum = string.Join(" + ", Flows.Select(flow => names[flow]));
        var relation = Kind is InequalityKind.NotNegative or InequalityKind.Guarantee ? ">=" : "<=";
        return $"{sum} {relation} {Bound}";
    }
}
