using System.Text.Json.Nodes;

namespace Plotly.NET;

/// <summary>A data set and how it is drawn.</summary>
public class Trace : FigureObject
{
    internal Trace(string traceType) => Properties["type"] = traceType;

    private Trace(JsonObject properties) => Properties = properties;

    internal Trace With(Action<Trace> change)
    {
        var copy = new Trace((JsonObject)Properties.DeepClone());
        change(copy);
        return copy;
    }
}
