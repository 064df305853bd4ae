namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Named in signatures; the workbook uses none of its values.</summary>
    public sealed class TraceItemSizing : StyleParamValue
    {
        private TraceItemSizing(object value) : base(value)
        {
        }
    }
}
