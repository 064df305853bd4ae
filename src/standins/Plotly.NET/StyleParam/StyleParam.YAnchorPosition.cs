namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class YAnchorPosition : StyleParamValue
    {
        private YAnchorPosition(object value) : base(value)
        {
        }

        public static YAnchorPosition Auto { get; } = new("auto");

        public static YAnchorPosition Top { get; } = new("top");

        public static YAnchorPosition Middle { get; } = new("middle");

        public static YAnchorPosition Bottom { get; } = new("bottom");
    }
}
