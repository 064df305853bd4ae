namespace Ggsm.Notebooks;

/// <summary>Sets the parts of a figure that Plotly.NET's C# API has no call for, by the names plotly.js gives them.</summary>
internal static class FigureParts
{
    internal static T With<T>(this T part, string name, object value)
        where T : DynamicObj.DynamicObj
    {
        part.SetProperty(name, value);
        return part;
    }
}
