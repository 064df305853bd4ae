namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class XAnchorPosition : StyleParamValue
    {
        private XAnchorPosition(object value) : base(value)
        {
        }

        public static XAnchorPosition Auto { get; } = new("auto");

        public static XAnchorPosition Left { get; } = new("left");

        public static XAnchorPosition Center { get; } = new("center");

        public static XAnchorPosition Right { get; } = new("right");
    }
}
