namespace StateBasedScheduling.Simulation;

/// <summary>A scenario cannot be used: says where, what was expected, and what to do.</summary>
/// <param name="problem">What is wrong and what was expected.</param>
/// <param name="file">The file.</param>
/// <param name="line">Its line, counted from 1, where it is known.</param>
/// <param name="field">The field, such as <c>flows[2].future</c>.</param>
/// <param name="remedy">What to do.</param>
/// <param name="inner">The failure beneath.</param>
public sealed class ScenarioException(string problem, string? file = null, long? line = null, string? field = null, string? remedy = null, Exception? inner = null)
    : Exception($"{(field is null ? "" : $"{field}: ")}{problem}", inner)
{
    /// <summary>What is wrong and what was expected.</summary>
    public string Problem { get; } = problem;

    /// <summary>The file.</summary>
    public string? File { get; } = file;

    /// <summary>Its line, counted from 1.</summary>
    public long? Line { get; } = line;

    /// <summary>The field.</summary>
    public string? Field { get; } = field;

    /// <summary>What to do.</summary>
    public string? Remedy { get; } = remedy;
}
