namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Named in signatures; the workbook uses none of its values.</summary>
    public sealed class PatternShape : StyleParamValue
    {
        private PatternShape(object value) : base(value)
        {
        }
    }
}
