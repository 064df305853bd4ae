namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class BarMode : StyleParamValue
    {
        private BarMode(object value) : base(value)
        {
        }

        public static BarMode Stack { get; } = new("stack");

        public static BarMode Group { get; } = new("group");

        public static BarMode Overlay { get; } = new("overlay");

        public static BarMode Relative { get; } = new("relative");
    }
}
