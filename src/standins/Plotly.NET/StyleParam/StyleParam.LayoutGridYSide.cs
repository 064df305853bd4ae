namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class LayoutGridYSide : StyleParamValue
    {
        private LayoutGridYSide(object value) : base(value)
        {
        }

        public static LayoutGridYSide Left { get; } = new("left");

        public static LayoutGridYSide LeftPlot { get; } = new("left plot");

        public static LayoutGridYSide Right { get; } = new("right");

        public static LayoutGridYSide RightPlot { get; } = new("right plot");
    }
}
