using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace NotebookKernel.Front;

/// <summary>The cells of this session with their results, for history requests.</summary>
internal sealed class ExecutionHistory
{
    private const int Session = 1;
    private readonly List<Entry> entries = [];

    public void Add(int line, string input, string? output) => entries.Add(new Entry(line, input, output));

    /// <summary>Answers the content of a history_request.</summary>
    public JsonArray Answer(JsonObject request)
    {
        IEnumerable<Entry> found = (string?)request["hist_access_type"] switch
        {
            "range" => Range(request),
            "search" => Search(request),
            _ => entries.TakeLast((int?)request["n"] ?? entries.Count),
        };
        var withOutput = (bool?)request["output"] ?? false;
        return [.. found.Select(entry => new JsonArray(Session, entry.Line, withOutput ? new JsonArray(entry.Input, entry.Output) : entry.Input))];
    }

    private IEnumerable<Entry> Range(JsonObject request)
    {
        // Session 0 is the running one; negative numbers count back to sessions that are not kept.
        if ((int?)request["session"] is not (null or 0 or Session))
            return [];
        var start = (int?)request["start"] ?? 1;
        var stop = (int?)request["stop"] ?? int.MaxValue;
        return entries.Where(entry => entry.Line >= start && entry.Line < stop);
    }

    private IEnumerable<Entry> Search(JsonObject request)
    {
        var pattern = (string?)request["pattern"] ?? "*";
        var found = entries.Where(entry => FileSystemName.MatchesSimpleExpression(pattern, entry.Input, ignoreCase: false));
        if ((bool?)request["unique"] ?? false)
            found = found.Reverse().DistinctBy(entry => entry.Input).Reverse();
        return (int?)request["n"] is { } count ? found.TakeLast(count) : found;
    }

    private sealed record Entry(int Line, string Input, string? Output);
}
