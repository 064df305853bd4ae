namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class Orientation : StyleParamValue
    {
        private Orientation(object value) : base(value)
        {
        }

        public static Orientation Horizontal { get; } = new("h");

        public static Orientation Vertical { get; } = new("v");
    }
}
