using System.Text.Json.Nodes;

namespace Plotly.NET;

/// <summary>A data set and how it is drawn.</summary>
public class Trace : DynamicObj.DynamicObj
{
    internal Trace(string traceTypeName) => Json["type"] = traceTypeName;

    private Trace(JsonObject json) => Json = json;

    internal Trace With(Action<Trace> change)
    {
        var copy = new Trace((JsonObject)Json.DeepClone());
        change(copy);
        return copy;
    }
}
