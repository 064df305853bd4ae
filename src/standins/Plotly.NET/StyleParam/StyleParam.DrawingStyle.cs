namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class DrawingStyle : StyleParamValue
    {
        private DrawingStyle(object value) : base(value)
        {
        }

        public static DrawingStyle Solid { get; } = new("solid");

        public static DrawingStyle Dash { get; } = new("dash");

        public static DrawingStyle Dot { get; } = new("dot");

        public static DrawingStyle DashDot { get; } = new("dashdot");

        public static DrawingStyle LongDash { get; } = new("longdash");

        public static DrawingStyle LongDashDot { get; } = new("longdashdot");
    }
}
