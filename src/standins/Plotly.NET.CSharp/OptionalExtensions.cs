namespace Plotly.NET.CSharp;

/// <summary>Writes optional arguments into a part of a figure.</summary>
public static class OptionalExtensions
{
    internal static void Set<T>(this DynamicObj.DynamicObj part, string name, Optional<T> value)
    {
        if (value.IsSome) part.SetProperty(name, value.Value!);
    }

    internal static T Or<T>(this Optional<T> value, T otherwise) => value.IsSome ? value.Value : otherwise;
}
